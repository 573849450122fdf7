"""`remind`: the whole set of to-dos that ought to be open, and who else is to be told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from .rows import Notice, Obligation, Progress, State, ToDo, todo_name
from .status import next_due


def remind(
	rows: Iterable[tuple[Obligation, Progress, State]],
	today: date,
	told: Collection[Notice] = frozenset(),
) -> tuple[list[ToDo], list[Notice]]:
	"""The to-dos of rows that are Due or Overdue, at most one each; a to-do not among them is to be closed.

	Also the notices to reviewers and managers that have come up and are not among those `told`: once per row and due date.
	"""
	todos: list[ToDo] = []
	notices: list[Notice] = []
	for row, progress, row_state in rows:
		if row_state not in ("Due", "Overdue"):
			continue
		due = next_due(row, progress)
		todos.append(
			ToDo(
				name=todo_name(row.name),
				obligation=row.name,
				due=due,
				overdue=row_state == "Overdue",
				done=progress.done,
				quantity=row.quantity,
			)
		)
		if row_state == "Overdue":
			notices.extend(notice for notice in _notices(row, due, today) if notice not in told)
	return todos, notices


def _notices(row: Obligation, due: date, today: date) -> list[Notice]:
	levels = (("Reviewer", row.reviewer_after_days), ("Manager", row.manager_after_days))
	return [
		Notice(obligation=row.name, due=due, level=level)  # type: ignore[arg-type]
		for level, after_days in levels
		if after_days and today >= due + timedelta(days=after_days)
	]
