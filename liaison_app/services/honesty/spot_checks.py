"""Spot checks: a share of each term's visits, drawn by chance, which the reviewer confirms with the contact.

The draw can be repeated with the seed in the settings, and not be foreseen without it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _

from liaison_app.engine.calendar import Term
from liaison_app.honesty import Visit, draw_spot_checks

from .. import approvals, distrust, failures, messages, settings, stored
from ..failures import Failure, failure_from
from ..rule_facts import read_calendar
from ..tables import insert_rows, is_among, select, select_in, table_of
from ..todos import languages_of
from . import reading

DOCTYPE = "Spot Check"
SHARE = "Spot Check Share"
WAITING, NEEDLESS = "To Confirm", "No Longer Needed"
ANSWERS = ("Confirmed", "Not Confirmed", "Not Reached")
TODO_FIELDS = (
	"name",
	"status",
	"priority",
	"date",
	"allocated_to",
	"description",
	"reference_type",
	"reference_name",
)
SHORT = 140


@dataclass(frozen=True)
class Draw:
	"""A share, from 0 to 1, of the visits of a term: of all, or of those that counted for duties of a regulation."""

	share: float
	regulation: str = ""


def draw(today: date) -> list[str]:
	"""Draw among the visits of the terms that run, or ended within 30 days; returns the names of the new spot checks."""
	draws = _draws()
	drawn: list[str] = []
	for term in read_calendar().terms if draws else ():
		if term.first_day <= today <= frappe.utils.add_days(term.last_day, 30):
			drawn += _draw_of(term, min(today, term.last_day), draws, today)
	return drawn


def _draws() -> list[Draw]:
	rows = select(SHARE, ("regulation", "share"), table_of(SHARE).parenttype == settings.SETTINGS)
	whole = frappe.db.get_single_value(settings.SETTINGS, "spot_share") or 0
	found = [Draw(float(whole) / 100), *(Draw(float(share or 0) / 100, name) for name, share in sorted(rows))]
	return [each for each in found if 0 < each.share <= 1]


def _draw_of(term: Term, until: date, draws: Sequence[Draw], today: date) -> list[str]:
	read = reading.between(term.first_day, until)
	table = table_of(DOCTYPE)
	rows = select(DOCTYPE, ("name", "first_visit", "visit", "status"), table.period == term.name)
	_follow(rows, read)
	known = {first for _name, first, _visit, _status in rows}
	added: list[str] = []
	for each in draws:
		visits = {visit.name: visit for visit in _visits_of(each, read, term)}
		key = f"{term.name}\n{each.regulation}" if each.regulation else term.name
		one_each = settings.is_on("spot_one_each") and not each.regulation
		names = draw_spot_checks(
			visits.values(), key, seed(), each.share, one_per_officer=one_each, already=known
		)
		fresh = [visits[name] for name in names if name not in known]
		known |= {visit.name for visit in fresh}
		added += _add(fresh, read, {"period": term.name, "regulation": each.regulation or None}, today)
	return added


def _visits_of(draw: Draw, read: reading.Read, term: Term) -> list[Visit]:
	if not draw.regulation:
		return list(read.visits)
	table = table_of(stored.DOCTYPE)
	rows = select(
		stored.DOCTYPE,
		("counted_contacts",),
		(table.regulation == draw.regulation) & (table.period_start <= term.last_day),
		table.period_end.isnull() | (table.period_end >= term.first_day),
	)
	counted = {str(name) for (text,) in rows for name in json.loads(text or "[0]")[1:]}
	return [visit for visit in read.visits if read.current[visit.name] in counted]


def seed() -> str:
	"""The site's seed, made once."""
	found = frappe.db.get_single_value(settings.SETTINGS, "spot_seed")
	if not found:
		found = frappe.generate_hash(length=32)
		settings.note("spot_seed", found)
	return str(found)


def _follow(rows: Sequence[tuple[Any, ...]], read: reading.Read) -> None:
	"""An amended visit is checked as it is now; one that was cancelled no more."""
	for name, first, visit, status in rows:
		if status not in (WAITING, "Not Reached"):
			continue
		if first not in read.current:
			frappe.db.set_value(DOCTYPE, name, "status", NEEDLESS)
			_close_todos(name)
		elif read.current[first] != visit:
			frappe.db.set_value(DOCTYPE, name, "visit", read.current[first])


def _add(visits: Sequence[Visit], read: reading.Read, drawn_for: dict[str, Any], today: date) -> list[str]:
	people = {
		name: (full_name, unit, user)
		for name, full_name, unit, user in select_in(
			"Liaison Officer",
			("name", "full_name", "unit", "user"),
			"name",
			{officer for visit in visits for officer in visit.officers},
		)
	}
	tree, failed, added = approvals.read_tree(), [], []
	for visit in visits:
		own = [people[officer] for officer in visit.officers if officer in people]
		reviewer = next(
			filter(None, (tree.asked(unit, {each[2] for each in own}) for _full, unit, _user in own)), None
		)
		values = {
			"visit": read.current.get(visit.name, visit.name),
			"first_visit": visit.name,
			"people": ", ".join(full_name for full_name, _unit, _user in own)[:SHORT],
			"start": visit.start,
			**drawn_for,
			"drawn_on": today,
			"reviewer": reviewer,
		}
		problem = _insert(messages.name_of("SC", drawn_for["period"], visit.name), values)
		failed += [problem] if problem else []
		added += [] if problem else [messages.name_of("SC", drawn_for["period"], visit.name)]
	failures.log(failed)
	_open_todos(added, today)
	return added


def _insert(name: str, values: dict[str, Any]) -> Failure | None:
	document = frappe.get_doc({"doctype": DOCTYPE, "status": WAITING, **values})
	document.name = name
	document.flags.name_set = True
	frappe.db.savepoint("liaison_spot_check")
	try:
		document.insert(ignore_permissions=True)  # the draw acts, no user
	except Exception as error:  # contained: the others are drawn
		frappe.db.rollback(save_point="liaison_spot_check")
		return failure_from(DOCTYPE, name, error)
	return None


# --- to-dos ---


def _open_todos(names: Iterable[str], today: date) -> None:
	rows = select_in(DOCTYPE, ("name", "reviewer", "people", "start"), "name", set(names))
	rows = [row for row in rows if row[1]]
	languages = languages_of({row[1] for row in rows})
	now = frappe.utils.now()
	record = {"creation": now, "modified": now, "owner": "Administrator", "modified_by": "Administrator"}
	lines = []
	for name, reviewer, people, start in rows:
		text = _(
			"Spot check: ask the contact whether the visit of {0} on {1} took place.",
			lang=languages[reviewer],
		)
		told = frappe.utils.escape_html(text.format(people, frappe.utils.formatdate(start)))
		values = (_todo(name), "Open", "Medium", today, reviewer, told, DOCTYPE, name)
		lines.append((*values, "Administrator", *record.values()))
	insert_rows("ToDo", (*TODO_FIELDS, "assigned_by", *record), lines)


def _todo(name: str) -> str:
	return messages.name_of("TS", name)


def _close_todos(*names: str) -> None:
	todo = table_of("ToDo")
	mine = is_among(todo.name, [_todo(name) for name in names])
	frappe.qb.update(todo).set(todo.status, "Closed").where(mine).run()


# --- the answer ---


def may_answer(check: Any) -> bool:
	"""Whether the user reviews one of the officers of the visit, and did not take part."""
	return distrust.may_judge(frappe.get_doc(reading.VISIT, check.visit))


def answer(check: Any, said: str, asked_whom: str, note: str, do_not_trust: bool = False) -> None:
	"""Note what the contact said. `do_not_trust` leaves a visit that was not confirmed out of assessments, with the note as the reason.

	Raises PermissionError for who may not judge the visit; ValidationError for another answer, one given already, and without whom or a note.
	"""
	if not may_answer(check):
		frappe.throw(
			_("A spot check is for the reviewer of the officers, and for nobody who took part."),
			frappe.PermissionError,
		)
	if said not in ANSWERS:
		frappe.throw(_("Choose an answer."))
	if check.status not in (WAITING, "Not Reached"):
		frappe.throw(_("This was answered already. Reload the page to see by whom."))
	if not asked_whom.strip():
		frappe.throw(_("Say who was asked."))
	if said == "Not Confirmed" and not note.strip():
		frappe.throw(_("Write a note: how do you know?"))
	check.update({"status": said, "asked_whom": asked_whom.strip()[:SHORT], "note": note.strip()[:1000]})
	check.update({"confirmed_by": frappe.session.user, "confirmed_on": frappe.utils.now()})
	check.save(ignore_permissions=True)  # the form is read only; who may answer was asked above
	if said != "Not Reached":
		_close_todos(check.name)
	if said == "Not Confirmed" and do_not_trust:
		visit = frappe.get_doc(reading.VISIT, check.visit)
		if not visit.distrusted:
			distrust.distrust(visit, note)
