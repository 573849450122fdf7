"""The credit ledger of one visit: for which duties it counts, and why not for the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..engine import FactIndex, explain, plan
from ..engine.facts import Contact
from ..engine.rows import LedgerLine, Obligation
from . import wording
from .table import table

WIDEST = (14, 0, 40, 24, 0, 0)
HEADS = {
	"en": ("who", "rule", "duty", "with whom", "period", "counted"),
	"zh": ("联系人", "条款", "职责", "联系对象", "周期", "是否计入"),
}
COUNTED = wording.Text("counted", "计入")
NOT_COUNTED = wording.Text("no: ", "不计入：")

Lines = list[tuple[Obligation, LedgerLine]]


def ledger(contact: Contact, index: FactIndex, contacts: Sequence[Contact]) -> Lines:
	"""What the visit's officers and their units owed on its day, each with its ledger line; counted ones come first."""
	officers = [index.officers[name] for name in contact.officers]
	units = {unit for officer in officers for unit in index.unit_line(officer.unit)}
	units |= {officer.own_branch for officer in officers if officer.own_branch}
	day = contact.start.date()
	rows = {row.name: row for row in plan(index, (day, day), {*contact.officers, *units})}
	lines = explain(contact, rows.values(), index, contacts)
	found = [(rows[line.obligation], line) for line in lines]
	return sorted(found, key=lambda pair: (not pair[1].counted, pair[0].key))


def as_table(contact: Contact, lines: Lines, index: FactIndex, language: str = "en") -> str:
	"""The visit in one line, then one line a duty; `language` is en or zh."""
	rows = [_cells(row, line, index, language) for row, line in lines]
	return f"{_head(contact, index)}\n\n{table(HEADS[language], rows, WIDEST)}"


def as_data(contact: Contact, lines: Lines) -> dict[str, Any]:
	"""The ledger as JSON values."""
	return {
		"visit": contact.name,
		"start": contact.start.isoformat(timespec="minutes"),
		"lines": [
			{
				"obligation": row.name,
				"owner": row.key.owner,
				"rule": row.key.rule,
				"subject": row.key.subject,
				"period_key": row.key.period,
				"counted": line.counted,
				"reason": line.reason,
			}
			for row, line in lines
		],
	}


def _head(contact: Contact, index: FactIndex) -> str:
	people = [index.officers[name].full_name or name for name in contact.officers]
	targets = [index.targets[name].title or name for name in contact.targets]
	start = f"{contact.start:%Y-%m-%d %H:%M}"
	return f"{contact.name}: {start}, {', '.join(people)} -> {', '.join(targets)}: {', '.join(contact.activities)}"


def _cells(row: Obligation, line: LedgerLine, index: FactIndex, language: str) -> list[str]:
	rule = index.rules[row.key.rule]
	verdict = getattr(COUNTED, language)
	if not line.counted:
		verdict = getattr(NOT_COUNTED, language) + getattr(wording.REASONS[line.reason], language)
	return [
		wording.owner_of(row, index),
		rule.code,
		getattr(wording.title_of(rule), language),
		wording.subject_of(row, index),
		getattr(wording.period_of(row), language),
		verdict,
	]
