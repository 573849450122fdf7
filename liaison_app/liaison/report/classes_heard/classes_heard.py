"""Classes heard by officer, unit, course, teacher or department, with their ratings."""

from typing import Any

from liaison_app.services.reports import classes_heard


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, lines, the sentence above them, chart and figures; the filters are those of the JavaScript beside it."""
	return classes_heard.by_group(filters)
