"""A small college that works, with code instead of words in every text field, and a reader of HTML that finds code which would run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe
from bs4 import BeautifulSoup
from frappe.utils import add_days, get_datetime, getdate

from liaison_app.services import nightly
from liaison_app.services.matters import steps
from tests.site import builders
from tests.site.judged import judged_rows

# A formula for a worksheet, an expression for a template, three ways out of HTML; short enough for every field.
POISON = "=cmd|'x'!A0{{7*7}}\"'><svg/onload=__pwned()><img src=x onerror=__pwned()><script>__pwned()</script>"
# Frappe takes no < and > in what a record is called by.
NAME = "=cmd|'x'!A0{{7*7}}' onmouseover=__pwned() autofocus onfocus=__pwned() x='"
TEXTS = ("Data", "Small Text", "Text", "Long Text", "Text Editor")
# What programs read and people neither write nor see. Everything else is poisoned.
TECHNICAL = {
	"Contact Visit": {"client_key"},
	"Duty Document": {"period_key", "prepared_for"},
	"Duty Document Row": {"quantity_unit", "visit_names"},
	"Duty Rule": {"takes_in", "window_start", "window_end", "pacing_weeks", "merge_group"},
	"Duty Rule Count": {"activities", "target_types", "tags"},
	"Liaison Archive": {"request_key"},
	"Liaison Assessment": {"frozen_key"},
	"Liaison Assignment Rule": {"follows", "besides"},
	"Liaison Calendar Feed": {"token_hash", "active_for"},
	"Liaison Import Count": {"sheet"},
	"Liaison Run Chunk": {"first_owner", "last_owner", "digest"},
	"Raised Matter": {"register_key", "ticket_hash"},
	"Spot Check": {"first_visit"},
	"Visit Flag": {"message_values"},
	"Visit Flag Visit": {"first_visit"},
	"Periodic Obligation": {"owner_key", "period_key", "plan_data", "plan_hash", "counted_contacts"},
}
# What installing made stays as it was: nobody restores it for the tests that follow.
OF_THE_APP = {"Matter Route Level": {"parent": ("!=", "Standard Route")}}
RUNS = ("script", "svg", "iframe", "object", "embed", "base", "form", "meta", "link", "style")


def active(html: Any) -> list[str]:
	"""What a browser would run or load of this HTML; and what a template would have worked out."""
	soup = BeautifulSoup(str(html or ""), "html5lib")
	body = soup.body or soup
	found = [str(tag) for tag in body.find_all(RUNS)]
	for tag in body.find_all(True):
		handlers = [name for name in tag.attrs if name.lower().startswith("on") or name == "autofocus"]
		links = [
			str(tag.get(name))
			for name in ("href", "src")
			if str(tag.get(name)).strip().startswith("javascript:")
		]
		if handlers or links or (tag.name == "img" and tag.get("src") == "x"):
			found.append(str(tag))
	return found + (["a template was worked out"] if "A049" in str(html) else [])


def make_poisoned(accounts: Any = builders.make_user) -> frappe._dict:
	"""An officer, a clerk, a reviewer and a manager in it; duties of all kinds, overdue too. Committed."""
	login = {
		role: accounts(f"{role.lower()}.poison@liaison.example", f"Liaison {role}")
		for role in ("Officer", "Clerk", "Reviewer", "Manager")
	}
	unit = builders.make_unit(NAME, reviewer=login["Reviewer"], clerk=login["Clerk"])
	officer = builders.make_officer(
		unit, login["Officer"], tenures=[{"post": _post(), "from_date": "2018-01-01", "job_title": "x"}]
	)
	officer.append("leaves", {"from_date": "2019-01-01", "to_date": "2019-01-02", "reason": "x"})
	officer.save()
	targets = [
		builders.make_target(
			unit,
			contact_people=[{"person_name": "x", "role_title": "x", "phone": "1"}],
			code=str(number),
			represents_unit=unit,
		)
		for number in range(3)
	]
	for target in targets:
		builders.make_assignment(officer, target)
	rules = _rules()
	frappe.db.commit()
	nightly.start(add_days(getdate(), -40), inline=True)
	nightly.start(getdate(), inline=True)
	found = frappe._dict(login=login, unit=unit, officer=officer, targets=targets, rules=rules)
	found.visit = _visit(officer, targets[:2])
	_other_rows(found)
	judged_rows(officer, found.visit, reviewer=login["Reviewer"])
	poison_all()
	frappe.db.commit()
	# The next night writes what it makes of the poisoned texts.
	nightly.start(getdate(), inline=True)
	frappe.db.commit()
	frappe.clear_cache()
	return found


def _post() -> str:
	return builders.ensure("Liaison Post", "post_name", NAME)


def _rules() -> list[str]:
	today = getdate()
	dates = {"first_day": add_days(today, -70), "last_day": add_days(today, 70)}
	builders.insert("Liaison Term", term_name=NAME.replace(",", ""), academic_year="2026-27", **dates)
	builders.insert("Liaison Calendar Day", date=today, kind="Holiday", title="x")
	classes = {"subject_kind": "Assigned", "subject_types": [{"target_type": "Class"}]}
	values: list[dict[str, Any]] = [
		{"period": "Month", "grace_days": 300, "reviewer_after_days": 1, "manager_after_days": 1, **classes},
		{"period": "Calendar Year", "quantity": 9, "reminder_days": 300, **classes},
		{"period": "Calendar Year", "measure": "Document", "document_kind": "Plan", "counts": []},
		{"without_minimum": 1, "nature": "Advocated"},
	]
	texts = dict.fromkeys(("title", "title_zh", "clause"), "x")
	return [builders.make_rule(**{**texts, "reminder_days": 31, **each}).name for each in values]


def _visit(officer: Any, targets: list[Any]) -> str:
	start = get_datetime(f"{add_days(getdate(), -1)} 10:00:00")
	texts = dict.fromkeys(("account", "place", "confidential_account", "outcome_reason"), "x")
	kind = frappe.get_doc("Target Type", targets[0].target_type)
	kind.append("check_items", {"item": "x", "title_zh": "x"})
	kind.save()
	checks = [{"item": "x", "finding": "Not in Order", "note": "x"}]
	visit = builders.make_visit([officer], targets, start=start, confidential=1, checks=checks, **texts)
	visit.submit()
	builders.make_visit([officer], targets[:1], start=add_days(start, -1), **texts)  # a draft
	hearing = [{"activity": builders.ensure("Liaison Activity Type", "activity_name", "Class Observation")}]
	heard = {"activities": hearing, "overall_rating": "Poor", **texts}
	builders.make_visit([officer], targets[:1], start=add_days(start, -2), **heard).submit()
	return str(visit.name)


def _other_rows(found: frappe._dict) -> None:
	builders.ensure("Trigger Event Type", "event_type_name", NAME)
	builders.ensure("Liaison Tag", "tag_name", NAME.replace(",", ""))
	day = add_days(getdate(), -2)
	builders.insert("Trigger Event", event_type=NAME, target=found.targets[0].name, day=day, note="x")
	builders.make_lesson(NAME.replace(",", ""), found.targets[0], place="x")
	_turns(found)
	_matter(found)
	_paper(found)
	builders.insert("Liaison Assessment", unit=found.unit, year_kind="Calendar Year", remark="x")
	archive = {"doctype": "Liaison Archive", "name": "LAR-poison", "kind": "Officer", "message": "x"}
	frappe.get_doc({**archive, "officer": found.officer.name, "from_date": day, "to_date": day}).db_insert()
	builders.insert("Exemption", officer=found.officer.name, from_date="2018-09-01", reason="x")
	builders.insert(
		"Liaison Nudge", name="LK-poison", officer=found.officer.name, officer_name="x", listed="x", day=day
	)


def _turns(found: frappe._dict) -> None:
	"""A roster with a week and a swap."""
	rule = builders.make_rule(owner_kind="Rotation", period="Week").name
	builders.insert(
		"Reception Roster",
		rule=rule,
		term=NAME.replace(",", ""),
		keeper=found.login["Manager"],
		place="x",
		note="x",
	)
	week = {"doctype": "Roster Week", "rule": rule, "week": getdate(), "officer": found.officer.name}
	name = frappe.get_doc({**week, "vacated": "x"}).insert().name
	swap = {"first_week": name, "second_week": name, "reason": "x", "answer": "x"}
	frappe.get_doc({"doctype": "Roster Swap", "first_officer": found.officer.name, **swap}).insert()


def _matter(found: frappe._dict) -> None:
	"""One that is paused, brought in by the officer; the officer's paper takes it in."""
	matter = builders.make_matter(found.unit, officer=found.officer.name, raiser_name="x")
	steps.carry_out(matter, "Pause", {"note": "x"})
	builders.insert("Matter Route", route_name=NAME.replace(",", ""), levels=[{"level_name": "x"}])


def _paper(found: frappe._dict) -> None:
	"""A plan with figures, a part to write and a carrier."""
	owed = frappe.get_last_doc("Periodic Obligation", {"rule": found.rules[2], "officer": found.officer.name})
	regulation = frappe.get_doc("Liaison Regulation", owed.regulation)
	regulation.append(
		"sections", {"document_kind": "Plan", **dict.fromkeys(("heading", "heading_zh", "hint"), "x")}
	)
	regulation.save()
	builders.insert(
		"Duty Document",
		title="x",
		document_kind="Plan",
		officer=found.officer.name,
		text="x",
		rule=owed.rule,
		period_key=owed.period_key,
		carriers=[{"target": found.targets[0].name, "audience": "Students"}],
	)


def poison_all() -> set[tuple[str, str]]:
	"""Write POISON into every text field of every row of the app, past all checks; which fields they are."""
	done = set()
	for doctype, field in text_fields():
		is_unique = frappe.get_meta(doctype).get_field(field).unique
		rows = frappe.get_all(doctype, OF_THE_APP.get(doctype), pluck="name", order_by="name asc")
		for number, name in enumerate(rows):
			text = f"{POISON}{number}" if is_unique else POISON
			frappe.db.set_value(doctype, name, field, text, update_modified=False)
			done.add((doctype, field))
	return done


def text_fields() -> Iterator[tuple[str, str]]:
	"""(DocType, field) of the texts of the app that are not TECHNICAL, nor what a record is called by."""
	own = {"module": "Liaison", "issingle": 0, "is_virtual": 0}
	for doctype in frappe.get_all("DocType", own, pluck="name", order_by="name asc"):
		meta = frappe.get_meta(doctype)
		for field in meta.get("fields", {"fieldtype": ("in", TEXTS)}):
			is_name = field.fieldname in (meta.autoname or "")
			if not is_name and field.fieldname not in TECHNICAL.get(doctype, ()):
				yield doctype, field.fieldname
