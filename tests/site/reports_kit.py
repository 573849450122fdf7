"""What the tests of the reports share: running one as the desk does, and its lines without the total."""

from __future__ import annotations

import json
from typing import Any

from frappe.desk.query_report import run

REPORTS = (
	"Duty Ledger",
	"Attainment by Unit",
	"Attainment by Officer",
	"Uncovered Targets",
	"Visit Register",
	"Who Fell Short",
	"Load per Officer and Week",
	"Assessment",
	"Classes Heard",
	"Class Observations",
	"Branch Log",
	"Matter Statistics",
	"Attainment without Flagged Visits",
)


def run_report(report: str, **filters: Any) -> dict[str, Any]:
	"""The report's whole answer, as the current user gets it on the desk."""
	return dict(run(report, json.dumps(filters), are_default_filters=False))


def lines_of(report: str, **filters: Any) -> list[dict[str, Any]]:
	"""The lines of the report but for the total."""
	return [line for line in run_report(report, **filters)["result"] if not line.get("is_total")]


def total_of(report: str, **filters: Any) -> dict[str, Any]:
	"""The report's last line, which is its total."""
	line: dict[str, Any] = run_report(report, **filters)["result"][-1]
	assert line["is_total"], line
	return line
