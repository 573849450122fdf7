"""Who took part in the life of which branch, for the branch's own handbook; never what was said."""

from typing import Any

from liaison_app.services.reports import branch_log


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, lines, the sentence above them, chart and figures; the filters are those of the JavaScript beside it."""
	return branch_log.report(filters)
