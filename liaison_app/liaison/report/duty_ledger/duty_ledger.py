"""Every duty of the days asked for: who owes it, what is done, when it is due and why it is not owed."""

from typing import Any

from liaison_app.services.reports import duty_ledger


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, lines, the sentence above them, chart and figures; the filters are those of the JavaScript beside it."""
	return duty_ledger.report(filters)
