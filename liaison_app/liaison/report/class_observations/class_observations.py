"""Each class that was heard, its rating, and what was remarked."""

from typing import Any

from liaison_app.services.reports import class_observations


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, lines, the sentence above them, chart and figures; the filters are those of the JavaScript beside it."""
	return class_observations.observations(filters)
