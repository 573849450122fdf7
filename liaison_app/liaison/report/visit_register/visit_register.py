"""Submitted visits with officers, targets and when they were recorded; never what was said."""

from typing import Any

from liaison_app.services.reports import visit_register


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, lines, the sentence above them, chart and figures; the filters are those of the JavaScript beside it."""
	return visit_register.report(filters)
