"""How many matters were raised, how they stand and how long their answers took, by unit, kind or channel."""

from typing import Any

from liaison_app.services.reports import matters


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, lines, the sentence above them, chart and figures; the filters are those of the JavaScript beside it."""
	return matters.report(filters)
