"""Each officer's rate three times: with all visits, without those not trusted, and without those that are asked about."""

from typing import Any

from liaison_app.services.reports import flagged


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, lines, the sentence above them, chart and figures; the filters are those of the JavaScript beside it."""
	return flagged.report(filters)
