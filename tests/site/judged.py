"""A row of each DocType about which reviewers judge, written as the app would write it."""

from __future__ import annotations

from typing import Any

import frappe


def judged_rows(officer: Any, visit: str, word: str = "a", reviewer: str | None = None) -> dict[str, str]:
	"""DocType -> name of a question about the visit of this officer, a spot check of it and a register of the unit; `word` is in all texts."""
	person = f"{word} person"
	asked = {"kind": "Recorded Late", "status": "Open", "day": "2019-03-04", "people": person}
	told = {"message": "Took place on {0}.", "message_values": f'["{word} day"]', "evidence": f"{word} day"}
	drawn = {"status": "To Confirm", "people": person, "period": f"{word} term", "note": f"{word} note"}
	kept = {
		"title": f"{word} door",
		"place_of_all": f"{word} door",
		"faults": f"{word} line",
		"file": "/private/files/x.xlsx",
	}
	return {
		"Visit Flag": _inserted(
			{
				"doctype": "Visit Flag",
				"name": f"HF-{officer.name}",
				"note": f"{word} note",
				**asked,
				**told,
				"officers": [{"officer": officer.name, "officer_name": person}],
				"visits": [{"visit": visit, "part": "Asked About", "first_visit": visit}],
			}
		),
		"Spot Check": _inserted(
			{
				"doctype": "Spot Check",
				"name": f"SC-{officer.name}",
				"visit": visit,
				"first_visit": visit,
				"reviewer": reviewer,
				"asked_whom": f"{word} monitor",
				**drawn,
			}
		),
		"Presence Register": _inserted(
			{"doctype": "Presence Register", "name": f"PR-{officer.name}", "unit": officer.unit, **kept}
		),
	}


def _inserted(values: dict[str, Any]) -> str:
	document = frappe.get_doc(values)
	document.flags.name_set = True
	document.db_insert()
	for row in document.get_all_children():
		row.db_insert()
	return str(document.name)
