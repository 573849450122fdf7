"""An autumn term with one officer, her two classes and two rules, as My Duties is tested with."""

from datetime import date
from typing import Any

import frappe

from liaison_app.services import duties, nightly
from liaison_app.services.duties import Wanted
from tests.site import builders

TODAY = date(2018, 10, 22)
SCRIPT = "<script>alert(1)</script>"


def talk(officer: Any, target: Any, day: str, **values: Any) -> str:
	"""A submitted talk, recorded on its day."""
	visit = builders.make_visit([officer], [target], start=f"{day} 10:00:00", **values)
	visit.submit()
	frappe.db.set_value("Contact Visit", visit.name, "recorded_on", day)
	return str(visit.name)


def make_autumn() -> Any:
	"""Ann owes each of two classes a talk a month, and four talks a semester; one class was seen on 9 October. Commits."""
	for name, first, last in (
		("2018-19-1", "2018-09-03", "2019-01-18"),
		("2018-19-2", "2019-02-25", "2019-07-05"),
	):
		builders.insert(
			"Liaison Term", term_name=name, academic_year="2018-19", first_day=first, last_day=last
		)
	unit = builders.make_unit("Autumn College")
	ann, bob = (builders.make_officer(unit, full_name=name) for name in ("Ann Autumn", "Bob Autumn"))
	classes = [builders.make_target(unit, title=title) for title in ("Class 1", f"Class {SCRIPT}")]
	for target in classes:
		builders.make_assignment(ann, target)
	monthly = builders.make_rule(
		title="Talk monthly",
		title_zh="每月谈话",
		period="Month",
		clause="Article 3",
		reminder_days=10,
		subject_kind="Assigned",
		subject_types=[{"target_type": "Class"}],
	)
	# Another post than Bob's: so that he owes nothing.
	post = builders.ensure("Liaison Post", "post_name", "Autumn Adviser")
	ann.append("tenures", {"post": post, "from_date": "2018-01-01"})
	ann.save()
	total = builders.make_rule(
		title="Four talks", quantity=4, pacing="Evenly", reminder_days=3, posts=[{"post": post}]
	)
	visit = talk(ann, classes[0], "2018-10-09")
	frappe.db.commit()
	nightly.start(TODAY, inline=True)
	frappe.db.commit()
	return frappe._dict(
		unit=unit,
		ann=ann,
		bob=bob,
		classes=classes,
		odd=classes[1].title,
		monthly=monthly,
		total=total,
		visit=visit,
	)


def seen(autumn: Any, kind: str = "month", day: date = TODAY, today: date = TODAY, **wanted: Any) -> Any:
	"""What Ann sees of a period."""
	whose = duties.person("", autumn.ann.user)
	return duties.duties_of(whose, kind, day, today, Wanted(**wanted))


def figures(answer: Any) -> list[tuple[Any, ...]]:
	"""(target, state, done, quantity) of each row."""
	return [(row["subject_title"], row["state"], row["done"], row["quantity"]) for row in answer["rows"]]
