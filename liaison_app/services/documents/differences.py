"""What has changed in the figures, and in the papers taken in, since a paper was handed in."""

from datetime import date
from typing import Any

import frappe

from . import collating, computing
from .computing import FIGURES


def since_handed_in(paper: Any, today: date) -> list[dict[str, Any]]:
	"""One line per figure that is another now: `rule`, `title`, `figure` (its field), `then`, `now`; in order of the rows.

	The paper itself keeps what it said. A figure of a clause that it did not have was nothing then.
	"""
	fresh = {row["rule"]: row for row in computing.rows_of(paper, today)}
	before = {row.rule: row for row in paper.rows}
	found = []
	for rule in [*before, *(rule for rule in fresh if rule not in before)]:
		was, now = before.get(rule), fresh.get(rule, {})
		title = was.title if was else now["title"]
		for figure in FIGURES:
			then, current = float((was and was.get(figure)) or 0), float(now.get(figure) or 0)
			if then != current:
				found.append({"rule": rule, "title": title, "figure": figure, "then": then, "now": current})
	return found


def of_sources(paper: Any) -> list[dict[str, Any]]:
	"""Papers taken in whose state is another now, or that have been cancelled: `document`, `then`, `now`."""
	rows = {row.document: row.status for row in paper.sources}
	fields = ["name", "status", "docstatus"]
	found = frappe.get_all(
		"Duty Document", {"name": ("in", sorted(rows) or [""])}, fields, order_by="name asc"
	)
	now = {row.name: "Cancelled" if row.docstatus == 2 else row.status for row in found}
	return [
		{"document": name, "then": status, "now": now.get(name, "")}
		for name, status in rows.items()
		if now.get(name) != status
	]


def looked_at(paper: Any, today: date) -> dict[str, Any]:
	"""What the form shows beside the paper: figures as they are now, what changed, which papers are missing."""
	return {
		"changes": since_handed_in(paper, today),
		"sources": of_sources(paper),
		"missing": collating.shown(collating.missing(paper)),
	}


def visits_behind(paper: Any, rule: str, most: int) -> dict[str, Any]:
	"""The visits behind the row of a rule, as far as the user may read them: `visits` (name, title, start), latest first; `hidden`."""
	names = computing.visits_of([row for row in paper.rows if row.rule == rule])
	seen = frappe.get_list(
		"Contact Visit",
		{"name": ("in", names or [""])},
		["name", "title", "start"],
		order_by="start desc, name asc",
		limit_page_length=0,
	)
	return {"visits": seen[:most], "hidden": len(names) - len(seen)}
