"""A register that others kept, entry by entry against the visits, and the visits that have no entry."""

from typing import Any

from liaison_app.services.reports import register_match


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, lines, the sentence above them, chart and figures; the filters are those of the JavaScript beside it."""
	return register_match.report(filters)
