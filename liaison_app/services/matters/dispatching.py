"""Where a matter goes: units that are there, and the leader whose portfolio it belongs to."""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from ..tables import by_parent, children, select, table_of


def refuse_closed(unit: str) -> None:
	"""Raises ValidationError for a unit that is not there or no longer works."""
	disabled = frappe.db.get_value("Liaison Unit", unit, "disabled")
	if disabled is None:
		frappe.throw(_("There is no unit {0}. Choose one from the list.").format(escape_html(unit)))
	if disabled:
		frappe.throw(
			_("The unit {0} is closed. Choose the one that does its work now.").format(escape_html(unit))
		)


def readable_officer(name: str) -> str:
	"""An enabled officer, as the leader to whom a matter is submitted."""
	if not frappe.db.exists("Liaison Officer", {"name": name, "enabled": 1}):
		frappe.throw(_("There is no such officer. Choose one from the list."))
	return name


def propose_leader(kind: str | None, unit: str | None = None) -> str | None:
	"""The leader in whose charge the kind is: of whom the unit is one in charge, else whose portfolio names it; highest rank first.

	The unit is the one given, else the one that usually handles the kind.
	"""
	usual, words = frappe.db.get_value("Matter Kind", kind, ("unit", "portfolio_words")) or (None, None)
	in_charge = by_parent(children("Liaison Unit Link", "Liaison Officer", ("unit",)))
	leaders = _leaders()
	for wanted in filter(None, (unit, usual)):
		for name, _portfolio in leaders:
			if any(row[0] == wanted for row in in_charge.get(name, [])):
				return name
	named = _words(words, kind)
	for name, portfolio in leaders:
		if any(word in portfolio for word in named):
			return name
	return None


def _leaders() -> list[tuple[str, str]]:
	"""(officer, portfolio in small letters) in order of rank."""
	rows = select("Liaison Officer", ("rank", "name", "portfolio"), table_of("Liaison Officer").enabled == 1)
	in_order = sorted(rows, key=lambda row: (row[0] or 9999, row[1]))
	return [(name, (portfolio or "").lower()) for _rank, name, portfolio in in_order]


def _words(words: str | None, kind: str | None) -> list[str]:
	told: Iterable[Any] = (words or "").replace("，", ",").split(",")
	own = [word.strip().lower() for word in told if word.strip()]
	return own or [text.lower() for text in (kind, _(kind) if kind else None) if text]
