"""One row of an officer for every DocType whose rows not everybody sees."""

from __future__ import annotations

from typing import Any

import frappe

from tests.site.builders import (
	ensure,
	insert,
	make_lesson,
	make_matter,
	make_obligation,
	make_rule,
	make_visit,
)
from tests.site.judged import judged_rows


def one_row_of_each(owner: Any, target: Any) -> dict[str, str]:
	"""DocType -> the name of a row that concerns the officer, or the target that the officer holds."""
	ensure("Trigger Event Type", "event_type_name", "Award")
	days = {"academic_year": "1990/91", "first_day": "1990-09-03", "last_day": "1991-01-18"}
	term = ensure("Liaison Term", "term_name", "Of Rows", **days)
	rows = {
		"Contact Target": target,
		"Contact Visit": make_visit([owner], [target]),
		"Duty Document": insert("Duty Document", title="Plan", document_kind="Plan", officer=owner.name),
		"Exemption": insert("Exemption", officer=owner.name, from_date="2018-09-01", reason="Illness"),
		"Liaison Assessment": insert(
			"Liaison Assessment", unit=owner.unit, year_kind="Calendar Year", year_of="2018-12-31"
		),
		"Liaison Nudge": insert("Liaison Nudge", name=f"LK-{owner.name}", officer=owner.name),
		"Liaison Officer": owner,
		"Liaison Timetable Entry": make_lesson(term, target),
		"Periodic Obligation": make_obligation(owner, make_rule(), target),
		"Raised Matter": make_matter(owner.unit, officer=owner.name),
		"Trigger Event": insert("Trigger Event", event_type="Award", target=target.name, day="2019-03-03"),
	}
	swap = frappe.get_doc({"doctype": "Roster Swap", "name": f"RS-{owner.name}", "status": "Asked"})
	swap.update({"first_officer": owner.name, "reason": "Illness"}).db_insert()
	rows["Roster Swap"] = swap
	assignment = frappe.db.get_value("Liaison Assignment", {"officer": owner.name})
	judged = judged_rows(owner, rows["Contact Visit"].name)
	named = {doctype: row.name for doctype, row in rows.items()}
	return {"Liaison Assignment": assignment, **judged, **named}
