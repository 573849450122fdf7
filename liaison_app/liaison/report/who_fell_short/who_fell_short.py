"""What was missed or is overdue, by owner and clause; what was excused stands apart."""

from typing import Any

from liaison_app.services.reports import fell_short


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, lines, the sentence above them, chart and figures; the filters are those of the JavaScript beside it."""
	return fell_short.report(filters)
