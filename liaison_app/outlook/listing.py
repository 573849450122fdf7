"""What is owed on a day, as a table for a terminal and as JSON values."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..engine import next_due
from ..engine.rows import StoredRow
from . import wording
from .standing import Standing
from .table import table

WIDEST = (14, 0, 40, 24, 0, 0, 0, 0)
HEADS = {
	"en": ("who", "rule", "duty", "with whom", "period", "done", "due", "state"),
	"zh": ("联系人", "条款", "职责", "联系对象", "周期", "完成", "截止", "状态"),
}


def as_table(stand: Standing, language: str = "en") -> str:
	"""One line an obligation and a line of totals; `language` is en or zh."""
	if not stand.rows:
		return f"Nothing is owed on {stand.on}."
	owners = len({row.row.key.owner for row in stand.rows})
	states = sorted(Counter(row.state for row in stand.rows).items())
	told = ", ".join(f"{number} {state}" for state, number in states)
	whom = "1 owner" if owners == 1 else f"{owners} owners"
	total = f"{len(stand.rows)} obligations of {whom} on {stand.on}: {told}. To-dos: {len(stand.todos)}."
	return f"{rows_table(stand, language)}\n\n{total}"


def rows_table(stand: Standing, language: str = "en") -> str:
	"""One line an obligation, in order of precedence."""
	lines = [_cells(row, stand, language) for row in in_order(stand)]
	return table(HEADS[language], lines, WIDEST)


def in_order(stand: Standing) -> list[StoredRow]:
	"""The rows by owner's precedence (units last), rule, subject and period."""

	def place(row: StoredRow) -> tuple[Any, ...]:
		officer = stand.index.officers.get(row.row.key.owner)
		return (officer is None, officer.rank if officer else 0, row.row.key)

	return sorted(stand.rows, key=place)


def _cells(row: StoredRow, stand: Standing, language: str) -> list[str]:
	index, planned = stand.index, row.row
	rule = index.rules[planned.key.rule]
	return [
		wording.owner_of(planned, index),
		rule.code,
		getattr(wording.title_of(rule), language),
		wording.subject_of(planned, index),
		getattr(wording.period_of(planned), language),
		wording.done_of(row.progress.done, planned.quantity, rule),
		next_due(planned, row.progress).isoformat(),
		getattr(wording.STATES[row.state], language),
	]


def as_data(stand: Standing) -> dict[str, Any]:
	"""The preview as JSON values; dates are ISO texts, figures in the row's own unit (contacts, papers, minutes)."""
	return {
		"title": stand.title,
		"on": stand.on.isoformat(),
		"obligations": [_datum(row, stand) for row in in_order(stand)],
	}


def _datum(row: StoredRow, stand: Standing) -> dict[str, Any]:
	planned, index = row.row, stand.index
	rule = index.rules[planned.key.rule]
	period = wording.period_of(planned)
	return {
		"name": planned.name,
		"owner": planned.key.owner,
		"owner_kind": planned.owner_kind,
		"owner_title": wording.owner_of(planned, index),
		"unit": wording.unit_of(planned, index),
		"rule": planned.key.rule,
		"code": rule.code,
		"title": rule.title,
		"title_zh": rule.title_zh,
		"subject": planned.key.subject,
		"subject_title": wording.subject_of(planned, index),
		"period_key": planned.key.period,
		"period": period.en,
		"period_zh": period.zh,
		"nature": planned.nature,
		"done": row.progress.done,
		"quantity": planned.quantity,
		"measure": rule.measure,
		"due": next_due(planned, row.progress).isoformat(),
		"close": planned.close.isoformat() if planned.close else None,
		"state": row.state,
		"waived": planned.waived,
		"to_do": planned.name in stand.todos,
		"visits": list(row.progress.contacts),
	}
