"""Who have we not reached? Targets that nobody holds, or that nobody has met."""

from typing import Any

from liaison_app.services.reports import uncovered


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, lines, the sentence above them, chart and figures; the filters are those of the JavaScript beside it."""
	return uncovered.report(filters)
