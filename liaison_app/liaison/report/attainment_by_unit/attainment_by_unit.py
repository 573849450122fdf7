"""How much of what is owed is done, for each unit with all below it."""

from typing import Any

from liaison_app.services.reports import attainment


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, lines, the sentence above them, chart and figures; the filters are those of the JavaScript beside it."""
	return attainment.by_unit(filters)
