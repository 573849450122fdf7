"""What each officer's year comes to: required, done, late, missed, and attainment by regulation."""

from typing import Any

from liaison_app.services.reports import assessment


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, lines, the sentence above them, chart and figures; the filters are those of the JavaScript beside it."""
	return assessment.report(filters)
