"""Who Fell Short: for each owner and clause what was missed or is overdue, how much is lacking, and what was excused apart from it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from frappe import _
from frappe.query_builder import Criterion

from ..figures import attainment_by, overall, states_of
from ..tables import Rows, select, table_of
from . import names
from .asked import OBLIGATION, Asked, obligations, read
from .lines import (
	Answer,
	Line,
	bars,
	column,
	counted,
	days_told,
	hidden,
	in_duties,
	measured_in,
	percent,
	plain,
	remembered,
	says_what_is_wrong,
	sums,
	to_report,
	total_line,
	waived_because,
)

KEY = ("unit", "owner_kind", "owner_key")
FELL_SHORT = ("Missed", "Overdue", "Lapsed")
FIELDS = (*KEY, "rule", "state", "quantity", "done", "quantity_unit", "waived_reason", "plan_data")
COUNTS = ("owed", "missed", "overdue", "lapsed", "met_late", "waived")


@dataclass
class _Lack:
	"""What one owner lacks under one rule, in the rule's unit, and why rows are excused."""

	lacking: float = 0
	measured_in: str = ""
	reasons: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@says_what_is_wrong
def report(filters: Mapping[str, Any] | None, day: date) -> Answer:
	"""One line per owner and rule with something missed or overdue; `excused` adds those with waived rows only.

	What is advocated lapses and is no failing: it is told of only when `nature` asks for it.
	"""
	asked = read(filters, day, nature="Required")
	conditions = obligations(asked, begun=True)
	groups = attainment_by(KEY, *conditions, span=asked.span, today=asked.today)
	lacks = _lacks(asked, conditions)
	lines: list[Line] = []
	for group in groups:
		counts = _counts(group.states)
		short = counts["missed"] + counts["overdue"] + counts["lapsed"]
		if short or (asked.is_set("excused") and counts["waived"]):
			figures = {"owed": group.owed, **counts, "attainment": percent(group.attainment)}
			lines.append({"key": group.key, "rule": group.rule, "short": short, **figures})
	_name(lines, lacks)
	lines.sort(key=lambda line: (-line["short"], line["who"], line["code"]))
	total = [total_line("who", sums(lines, COUNTS))] if lines else []
	summary = _summary(lines, _counts(states_of(groups)), overall(groups))
	return Answer(_columns(), [*lines, *total], days_told(asked), _chart(lines), summary)


def _counts(states: Mapping[str, int]) -> dict[str, int]:
	named = {
		"missed": "Missed",
		"overdue": "Overdue",
		"lapsed": "Lapsed",
		"met_late": "Met Late",
		"waived": "Waived",
	}
	return {name: states.get(state, 0) for name, state in named.items()}


def _lacks(asked: Asked, conditions: Iterable[Criterion]) -> dict[tuple[Any, ...], _Lack]:
	"""(unit, kind of owner, owner, rule) -> what is lacking by today, and the reasons of waived rows."""
	table = table_of(OBLIGATION)
	found: dict[tuple[Any, ...], _Lack] = defaultdict(_Lack)
	rows: Rows = select(OBLIGATION, FIELDS, table.state.isin([*FELL_SHORT, "Waived"]), *conditions)
	for *key, state, quantity, done, unit, waived_reason, plan_data in rows:
		lack = found[tuple(key)]
		lack.measured_in = unit
		if state == "Waived":
			lack.reasons[waived_reason or ""] += 1
		else:
			lack.lacking += _lacking(state, quantity, done, plan_data, asked.today)
	return found


def _lacking(state: str, quantity: float, done: float, plan_data: str, day: date) -> float:
	"""Of a closed row all that was not done; of an open one what ought to be done by now: units that are paced fall due one by one."""
	owed = quantity
	if state == "Overdue":
		dues = json.loads(plan_data)["dues"]
		if len(dues) > 1:
			owed = sum(due < day.toordinal() for due in dues)
	return max(0.0, float(owed - done))


def _name(lines: Iterable[Line], lacks: Mapping[tuple[Any, ...], _Lack]) -> None:
	"""Put in what is lacking, and names where so far stand links."""
	clauses, people = names.clauses(), names.officers()
	unit_of, told = remembered(measured_in), remembered(waived_because)
	for line in lines:
		unit, kind, owner = line.pop("key")
		clause, lack = clauses.get(line["rule"], names.NO_CLAUSE), lacks[unit, kind, owner, line["rule"]]
		excused = (f"{told(why)} {number}" for why, number in sorted(lack.reasons.items()))
		line.update(
			who=people.get(owner, "") if kind == "Officer" else plain(owner),
			unit_title=plain(unit),
			code=clause.code,
			duty=clause.title,
			clause=clause.clause,
			document=clause.document,
			lacking=lack.lacking,
			measured_in=unit_of(lack.measured_in),
			excused_because=", ".join(excused),
			officer=owner if kind == "Officer" else None,
			unit=unit,
		)


def _columns() -> list[dict[str, Any]]:
	def duties(state: str) -> dict[str, Any]:
		return to_report(
			"Duty Ledger", {"officer": "officer", "unit": "unit", "rule": "rule"}, begun=1, state=state
		)

	of_officer = to_report("Who Fell Short", {"officer": "officer"})
	return [
		column("who", _("Who"), width=130, drill=of_officer),
		column("unit_title", _("Unit"), width=150, drill=to_report("Who Fell Short", {"unit": "unit"})),
		column("code", _("Code", context="Duty Rule"), width=95),
		column("duty", _("Duty"), width=220, drill=to_report("Who Fell Short", {"rule": "rule"})),
		column("missed", in_duties("Missed"), "Int", 80, drill=duties("Missed")),
		column("overdue", in_duties("Overdue"), "Int", 80, drill=duties("Overdue")),
		column("lapsed", in_duties("Lapsed"), "Int", 80, drill=duties("Lapsed")),
		column("lacking", _("Lacking"), "Float", 90, precision=1),
		column("measured_in", _("Measured In"), width=80),
		column("met_late", in_duties("Met Late"), "Int", 80, drill=duties("Met Late")),
		column("owed", _("Owed"), "Int", 80),
		column("attainment", _("Attainment"), "Percent", 100),
		column("waived", in_duties("Waived"), "Int", 80, drill=duties("Waived")),
		column("excused_because", _("Waived Because"), width=150),
		column("clause", _("Clause"), width=110),
		column("document", _("Regulation"), width=200),
		hidden("officer", "Liaison Officer"),
		hidden("unit", "Liaison Unit"),
		hidden("rule", "Duty Rule"),
	]


def _chart(lines: Sequence[Line]) -> dict[str, Any] | None:
	"""Missed and overdue by clause, the worst first."""
	by_code: dict[str, list[int]] = defaultdict(lambda: [0, 0])
	for line in lines:
		by_code[line["code"]][0] += line["missed"] + line["lapsed"]
		by_code[line["code"]][1] += line["overdue"]
	worst = sorted(
		((code, one) for code, one in by_code.items() if any(one)), key=lambda each: (-sum(each[1]), each[0])
	)
	values = {
		in_duties("Missed"): [missed for _code, (missed, _overdue) in worst],
		in_duties("Overdue"): [overdue for _code, (_missed, overdue) in worst],
	}
	return bars([code for code, _ in worst], values, ["red", "orange"], barOptions={"stacked": 1})


def _summary(lines: Sequence[Line], counts: Mapping[str, int], rate: float | None) -> list[dict[str, Any]]:
	people = {line["officer"] for line in lines if line["short"] and line["officer"]}
	return [
		counted(_("Officers who fell short"), len(people), "Red" if people else "Green"),
		counted(in_duties("Missed"), counts["missed"], "Red"),
		counted(in_duties("Overdue"), counts["overdue"], "Red"),
		counted(in_duties("Waived"), counts["waived"], "Purple"),
		counted(_("Attainment"), percent(rate), datatype="Percent"),
	]
