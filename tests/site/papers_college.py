"""A small college under all shipped regulations, with everybody who owes a paper, in the middle of a term around today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate

from liaison_app.packs import read_pack, shipped_packs
from liaison_app.services import nightly
from liaison_app.services.packs import install_pack
from tests.site import builders

OBLIGATION = "Periodic Obligation"
PAPER = "Duty Document"


def make_college(*packs: str) -> frappe._dict:
	"""Commits, and runs a night. `lee` leads the school, `ann` a college, `bo` is a Party member there; `west` is another college.

	Under all shipped packs, or those whose files begin so.
	"""
	for path in shipped_packs():
		if not packs or path.name.startswith(packs):
			install_pack(read_pack(path))
	today = getdate()
	if frappe.db.exists("Duty Rule", "B-B16"):
		_open_window(today)
	first = today.replace(day=1) - timedelta(days=9)
	builders.insert(
		"Liaison Term", term_name="Now", academic_year="Year", first_day=first, last_day=add_days(today, 100)
	)
	found = frappe._dict(today=today, **_units())
	found.update(_people(found))
	found.update(_targets(found))
	frappe.db.commit()
	nightly.start(today, inline=True)
	frappe.db.commit()
	return found


def _open_window(today: date) -> None:
	"""The declaration is owed in September; here its window is open today."""
	rule = frappe.get_doc("Duty Rule", "B-B16")
	rule.window_start = f"{today:%m-%d}".replace("02-29", "02-28")
	rule.window_end = f"{today + timedelta(days=9):%m-%d}".replace("02-29", "02-28")
	rule.save()


def _units() -> dict[str, str]:
	rita = builders.make_user("rita.paper@liaison.example", "Liaison Reviewer")
	cleo = builders.make_user("cleo.paper@liaison.example", "Liaison Clerk")
	wes = builders.make_user("wes.paper@liaison.example", "Liaison Reviewer")
	max_ = builders.make_user("max.paper@liaison.example", "Liaison Manager")
	school = _unit("Paper School", unit_type="School", is_group=1, reviewer=max_)
	college = _unit("Paper College", school, unit_type="College", is_group=1, reviewer=rita, clerk=cleo)
	return {
		"rita": rita,
		"cleo": cleo,
		"wes": wes,
		"max": max_,
		"school": school,
		"college": college,
		"west": _unit("Paper West", school, unit_type="College", reviewer=wes),
		"branch": _unit("Paper Branch", college, unit_type="Party Branch", reviewer=rita),
		"office": _unit("Paper Office", school, unit_type="Office"),
		"organisation": _unit("Paper Organisation", school, unit_type="Organisation Department"),
		"quality": _unit("Paper Quality", school, unit_type="Quality Centre"),
		"affairs": _unit("Paper Affairs", school, unit_type="Student Affairs Department"),
	}


def _unit(name: str, parent: str | None = None, *, unit_type: str, **values: Any) -> str:
	builders.ensure("Liaison Unit Type", "unit_type_name", unit_type)
	return builders.make_unit(name, parent, unit_type=unit_type, **values)


def _people(found: Any) -> dict[str, Any]:
	def officer(name: str, unit: str, *posts: str, **values: Any) -> Any:
		user = builders.make_user(f"{name.lower()}.paper@liaison.example", "Liaison Officer")
		tenures = [
			{"post": builders.ensure("Liaison Post", "post_name", post), "from_date": "2018-01-01"}
			for post in posts
		]
		return builders.make_officer(unit, user, full_name=name, tenures=tenures, party_member=1, **values)

	return {
		"lee": officer("Lee", found.school, "School Leader"),
		"ann": officer(
			"Ann", found.college, "College Party Head", "Staff Party Member", own_branch=found.branch
		),
		"bo": officer("Bo", found.college, "Staff Party Member", own_branch=found.branch),
		"eve": officer("Eve", found.west, "College Party Head"),
	}


def _targets(found: Any) -> dict[str, Any]:
	begin = add_days(found.today, -1)
	person = builders.make_target(found.college, "Teacher", title="Teacher Gu")
	group = builders.make_target(found.college, "Class", title="Class 1")
	builders.make_assignment(found.lee, person, from_date=begin, regulation="A")
	if frappe.db.exists("Liaison Regulation", "F"):
		builders.make_assignment(found.ann, group, from_date=begin, regulation="F")
	return {"person": person, "group": group}


def owed(code: str, owner: Any, **filters: Any) -> Any:
	"""The one duty of that code of the officer or unit that is not closed."""
	key = owner if isinstance(owner, str) else owner.name
	rule = f"{code[0]}-{code}"
	filters = {
		"rule": rule,
		"owner_key": key,
		"state": ("in", ("Open", "Due", "Overdue", "Upcoming")),
		**filters,
	}
	names = frappe.get_all(OBLIGATION, filters, pluck="name", order_by="period_start asc, name asc")
	assert names, (code, key)
	return frappe.get_doc(OBLIGATION, names[0])


def state_of(obligation: Any) -> tuple[str, float]:
	return frappe.db.get_value(OBLIGATION, obligation.name, ("state", "done"))


def move(paper: Any, status: str, **values: Any) -> Any:
	"""The paper in another state, saved by the current user."""
	paper.reload()
	if status == "Returned":
		values.setdefault("return_reason", "Say more")
	paper.update({"status": status, **values})
	return paper.save()


def approve(paper: Any) -> Any:
	"""The paper approved by the current user, as the workflow's button does it."""
	return apply_workflow(frappe.get_doc(PAPER, paper.name), "Approve")


def declaration(college: Any) -> dict[str, Any]:
	"""What a declaration has to say: a specialty, and a carrier for teachers and one for students."""
	office = builders.make_target(college.college, "Teaching Office", title="Office of Bridges")
	carriers = [
		{"target": office.name, "audience": "Teachers"},
		{"target": college.group.name, "audience": "Students"},
	]
	return {"specialty_subject": "Bridges", "carriers": carriers}
