"""What falls due for each officer in each week, against what can be done and what was done."""

from typing import Any

from liaison_app.services.reports import load


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, lines, the sentence above them, chart and figures; the filters are those of the JavaScript beside it."""
	return load.report(filters)
