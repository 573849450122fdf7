"""Register against Visits: which visit each entry of a register bears out, and which visits ought to have an entry and have none."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import frappe
from frappe import _

from liaison_app.honesty import Presence, RowMatch

from ..honesty import registers
from ..tables import select_in
from . import names
from .asked import WrongFilter, read
from .lines import Answer, Line, column, counted, hidden, plain, says_what_is_wrong, to_form

WITHOUT = "Without Entry"
COLOURS = {
	"Found": "Green",
	"Found Elsewhere": "Orange",
	"Similar Name": "Orange",
	"Not Found": "Grey",
	WITHOUT: "Red",
}


@says_what_is_wrong
def report(filters: Mapping[str, Any] | None, day: date) -> Answer:
	"""One line per entry, and per officer's presence at a visit that no entry bears out."""
	asked = read(filters, day)
	if not asked["register"]:
		raise WrongFilter(_("Choose a register."))
	document = frappe.get_doc(registers.DOCTYPE, asked["register"])
	document.check_permission("read")
	found = registers.match(document)
	missed = [_without_entry(presence) for presence in found.without_entry]
	lines = [*missed, *(_entry(row) for row in found.rows)]
	numbers = Counter(line["outcome_key"] for line in lines)
	lines = [line for line in lines if asked["matched"] in ("", line["outcome_key"])]
	_name(lines)
	summary = [counted(_told(outcome), numbers[outcome], colour) for outcome, colour in COLOURS.items()]
	told = _("Visits without an entry are listed first. Each is a reason to ask, and no verdict.")
	return Answer(_columns(), lines, str(told), None, summary)


def _entry(match: RowMatch) -> Line:
	presence = match.presence
	return {
		"outcome_key": match.outcome,
		"line": match.row.number,
		"day": match.row.day,
		"place": plain(match.row.place),
		"name": plain(match.row.name),
		"visit": presence.visit if presence else None,
		"officer": presence.officer if presence else None,
	}


def _without_entry(presence: Presence) -> Line:
	return {"outcome_key": WITHOUT, "visit": presence.visit, "officer": presence.officer}


def _name(lines: list[Line]) -> None:
	visits = {line["visit"] for line in lines if line["visit"]}
	rows = select_in("Contact Visit", ("name", "start", "place"), "name", visits)
	about, people = {name: (start, place) for name, start, place in rows}, names.officers()
	for line in lines:
		start, place = about.get(line["visit"], (None, ""))
		line["outcome"] = _told(line["outcome_key"])
		line["start"], line["visited"] = start, plain(place)
		line["who"] = people.get(line["officer"] or "", "")
		line["day"] = line.get("day") or (start.date() if start else None)


def _told(outcome: str) -> str:
	"""The outcome in the sense of the register, in the user's language."""
	told = {
		"Found": _("Found", context="Presence Register"),
		"Found Elsewhere": _("Found Elsewhere", context="Presence Register"),
		"Similar Name": _("Similar Name", context="Presence Register"),
		"Not Found": _("Not Found", context="Presence Register"),
		WITHOUT: _("Without Entry", context="Presence Register"),
	}
	return str(told.get(outcome, outcome))


def _columns() -> list[dict[str, Any]]:
	return [
		column("outcome", _("Outcome"), width=130),
		column("day", _("Day"), "Date", 120),
		column("name", _("Name in the Register"), width=130),
		column("place", _("Place in the Register"), width=150),
		column("line", _("Line Number"), "Int", 80),
		column("who", _("Officer"), width=120),
		column("start", _("When"), "Datetime", 180, drill=to_form("Contact Visit", "visit")),
		column("visited", _("Place of the Visit"), width=150),
		hidden("visit", "Contact Visit"),
		hidden("officer", "Liaison Officer"),
	]
