"""The sections of the page, each from the standing alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from ..engine import FactIndex, next_due
from ..engine.facts import Officer
from ..engine.rows import FINAL_STATES, Obligation, State, StoredRow, SummaryRow
from ..engine.rules import DutyRule
from ..outlook import Standing, wording
from ..outlook.wording import Text
from . import charts, figures, texts
from .charts import Column, HeatCell, Part
from .markup import both, cell, heads, percent, safe


def section(identity: str, title: Text, note: Text | None, content: str) -> str:
	"""A titled block of the page."""
	told = f'<p class="note">{both(note)}</p>' if note else ""
	return f'<section id="{identity}"><h2>{both(title)}</h2>{told}{content}</section>'


def tiles(stand: Standing) -> str:
	"""The figures of the day, largest first."""
	states = Counter(row.state for row in stand.rows)
	rates = [figure.so_far for figure in figures.regulations(stand) if figure.so_far is not None]
	in_time_and_late = figures.visits_by_week(stand).values()
	shown = (
		(str(len(stand.todos)), texts.OPEN_TODOS, "due"),
		(str(sum(todo.overdue for todo in stand.todos.values())), texts.OVERDUE, "overdue"),
		(percent(sum(rates) / len(rates) if rates else None), texts.SO_FAR, "met"),
		(str(states["Missed"]), texts.MISSED, "missed"),
		(str(sum(map(sum, in_time_and_late))), texts.VISITS, "plain"),
	)
	drawn = (f'<li class="{kind}"><b>{number}</b> {both(text)}</li>' for number, text, kind in shown)
	return f'<ul class="tiles">{"".join(drawn)}</ul>'


def legend(states: Mapping[State, int]) -> str:
	"""What the colours of the states mean, with how many rows are in each."""
	shown = (
		f'<li><i class="{kind}"></i>{both(wording.STATES[state])} {states[state]}</li>'
		for state, kind in texts.STATE_KINDS.items()
		if states.get(state)
	)
	return f'<ul class="legend">{"".join(shown)}</ul>'


def parts_of(states: Mapping[State, int]) -> list[Part]:
	"""The parts of a stacked bar of states."""
	return [
		Part(kind, wording.STATES[state], states.get(state, 0)) for state, kind in texts.STATE_KINDS.items()
	]


def by_regulation(stand: Standing) -> str:
	"""Each regulation with its attainment and states; its rules unfold."""
	rules = in_order_of_clauses(figures.rules_of(stand), stand)
	blocks = []
	for figure in figures.regulations(stand):
		title = stand.regulations.get(figure.name, Text(figure.name, figure.name))
		own = [row for row in rules if stand.index.rules[row.rule].regulation == figure.name and row.owed]
		blocks.append(
			f'<details class="regulation"><summary><span class="name"><b>{safe(figure.name)}</b> {both(title)}</span>'
			f'<span class="rate"><b>{percent(figure.so_far)}</b> <small>{both(texts.ALL_OF_IT)} {percent(figure.whole)}</small></span>'
			f"{charts.stacked(parts_of(figure.states))}</summary>{_rules_table(own, stand)}</details>"
		)
	states = Counter(row.state for row in stand.rows)
	content = legend(states) + "".join(blocks)
	return section("regulations", texts.BY_REGULATION, texts.BY_REGULATION_NOTE, content)


def in_order_of_clauses(rules: Sequence[SummaryRow], stand: Standing) -> list[SummaryRow]:
	"""By the numbers in their codes, so that B2 stands before B10."""

	def place(row: SummaryRow) -> list[tuple[int, str]]:
		pieces = re.split(r"(\d+)", stand.index.rules[row.rule].code)
		return [(int(piece), "") if piece.isdigit() else (0, piece) for piece in pieces]

	return sorted(rules, key=place)


def _rules_table(rules: Sequence[SummaryRow], stand: Standing) -> str:
	body = "".join(_rule_line(row, stand) for row in rules)
	return (
		f'<table class="stacking">{heads(texts.RULE, texts.DUTY, texts.OWED, texts.DONE, texts.ATTAINED, texts.STATES_HEAD)}'
		f"<tbody>{body}</tbody></table>"
	)


def _rule_line(row: SummaryRow, stand: Standing) -> str:
	rule = stand.index.rules[row.rule]
	figure = wording.done_of(row.capped, row.quantity, rule)
	cells = (
		cell(safe(rule.code), None, "code"),
		cell(both(wording.title_of(rule)), None, "wide"),
		cell(str(row.owed), texts.OWED, "number"),
		cell(f"{figure} {both(wording.unit_of_measure(rule))}", texts.DONE, "number"),
		cell(percent(row.attainment), texts.ATTAINED, "number"),
		cell(charts.stacked(parts_of(dict(row.states))), None, "chart"),
	)
	return f"<tr>{''.join(cells)}</tr>"


def by_unit(stand: Standing) -> str:
	"""A bar for each unit: what it attained of what has fallen due."""
	lines = []
	for figure in figures.units(stand):
		rate = percent(figure.so_far)
		hint = Text(f"{figure.name}: {rate}", f"{figure.name}：{rate}")
		lines.append(
			f'<li><span class="name">{safe(figure.name)}</span>{charts.bar(figure.so_far, hint)}<b>{rate}</b></li>'
		)
	return section("units", texts.BY_UNIT, texts.BY_UNIT_NOTE, f'<ul class="bars">{"".join(lines)}</ul>')


def due_today(stand: Standing) -> str:
	"""The to-dos that are open on the day, overdue ones first."""
	rows = [row for row in stand.rows if row.row.name in stand.todos]
	if not rows:
		return section("todos", texts.TODOS, None, f"<p>{both(texts.NO_TODOS)}</p>")
	rows.sort(key=lambda row: (stand.todos[row.row.name].due, row.row.key))
	lines = "".join(_todo_line(row, stand) for row in rows)
	head = heads(
		texts.STATE,
		texts.WHO,
		texts.UNIT,
		texts.RULE,
		texts.DUTY,
		texts.SUBJECT,
		texts.PERIOD,
		texts.DONE,
		texts.DUE,
	)
	return section(
		"todos", texts.TODOS, None, f'<table class="stacking">{head}<tbody>{lines}</tbody></table>'
	)


def _todo_line(row: StoredRow, stand: Standing) -> str:
	planned = row.row
	cells = (
		cell(_state_mark(row.state)),
		cell(f"<b>{safe(wording.owner_of(planned, stand.index))}</b>", None, "who"),
		cell(safe(wording.unit_of(planned, stand.index)), None, "quiet"),
		*_duty_cells(row, stand),
	)
	return f"<tr>{''.join(cells)}</tr>"


def _duty_cells(row: StoredRow, stand: Standing) -> tuple[str, ...]:
	planned, index = row.row, stand.index
	rule = index.rules[planned.key.rule]
	subject = _subject(planned, rule, index)
	return (
		cell(safe(rule.code), None, "code"),
		cell(both(wording.title_of(rule)), None, "wide"),
		cell(both(subject), texts.SUBJECT if subject.en else None, "" if subject.en else "empty"),
		cell(both(wording.period_of(planned)), texts.PERIOD, "period"),
		cell(
			f"{wording.done_of(row.progress.done, planned.quantity, rule)} {both(wording.unit_of_measure(rule))}",
			texts.DONE,
			"number",
		),
		cell(next_due(planned, row.progress).isoformat(), texts.DUE, "date"),
	)


def _subject(row: Obligation, rule: DutyRule, index: FactIndex) -> Text:
	"""The target's title; a report goes from hand to hand, so that of a confidential duty stays out of it."""
	if rule.confidential and row.key.subject:
		return texts.CONFIDENTIAL
	subject = wording.subject_of(row, index)
	return Text(subject, subject)


def _state_mark(state: State) -> str:
	return f'<span class="state {texts.STATE_KINDS[state]}">{both(wording.STATES[state])}</span>'


def by_week(stand: Standing) -> str:
	"""Columns of visits, those recorded in time below those recorded late."""
	series = []
	for monday, (in_time, late) in figures.visits_by_week(stand).items():
		sunday = monday + timedelta(days=6)
		span = f"{monday:%m-%d} – {sunday:%m-%d}"
		hint = Text(f"{span}: {in_time} + {late} later", f"{span}：及时 {in_time}，补登 {late}")
		series.append(Column(f"{monday:%m-%d}", in_time, late, hint))
	key = (
		f'<ul class="legend"><li><i class="lower"></i>{both(texts.IN_TIME)}</li>'
		f'<li><i class="upper"></i>{both(texts.LATE)}</li></ul>'
	)
	content = key + charts.columns(series, texts.WEEKS)
	return section("weeks", texts.WEEKS, texts.WEEKS_NOTE, content)


def heat_map(stand: Standing) -> str:
	"""A row of weeks for each person."""
	mondays = figures.weeks(stand)
	visits = figures.heat(stand)
	lines = []
	for officer in figures.people(stand):
		cells = [
			HeatCell(
				visits[officer.name][monday],
				figures.is_away(officer.name, monday, stand),
				Text(
					f"{monday:%m-%d}: {visits[officer.name][monday]}",
					f"{monday:%m-%d} 周：{visits[officer.name][monday]} 次",
				),
			)
			for monday in mondays
		]
		lines.append(
			f'<li><span class="name">{safe(officer.full_name or officer.name)}</span>{charts.heat_row(cells)}</li>'
		)
	span = f"{mondays[0]:%m-%d} – {stand.on:%m-%d}"
	scale = f'<p class="scale">{both(texts.FEWER)} {charts.heat_scale()} {both(texts.MORE)} · {span}</p>'
	return section("heat", texts.HEAT, texts.HEAT_NOTE, f'{scale}<ul class="heatmap">{"".join(lines)}</ul>')


def everybody(stand: Standing) -> str:
	"""Each person with the states of what they owe; what is left to do unfolds."""
	of_owner: dict[str, list[StoredRow]] = {}
	for row in stand.rows:
		of_owner.setdefault(row.row.key.owner, []).append(row)
	blocks = [_person(officer, of_owner[officer.name], stand) for officer in figures.people(stand)]
	owing_units = [name for name in stand.index.units if name in of_owner]
	blocks += [_owner_block(name, "", of_owner[name], stand) for name in owing_units]
	search = f'<label class="find">{both(texts.FIND)} <input type="search" id="find"></label>'
	return section(
		"people", texts.PEOPLE, texts.PEOPLE_NOTE, f'{search}<div class="people">{"".join(blocks)}</div>'
	)


def _person(officer: Officer, rows: Sequence[StoredRow], stand: Standing) -> str:
	return _owner_block(officer.full_name or officer.name, officer.unit, rows, stand)


def _owner_block(name: str, unit: str, rows: Sequence[StoredRow], stand: Standing) -> str:
	left = sorted(
		(row for row in rows if row.state not in FINAL_STATES),
		key=lambda row: (next_due(row.row, row.progress), row.row.key),
	)
	lines = "".join(
		f"<tr>{cell(_state_mark(row.state))}{''.join(_duty_cells(row, stand))}</tr>" for row in left
	)
	head = heads(texts.STATE, texts.RULE, texts.DUTY, texts.SUBJECT, texts.PERIOD, texts.DONE, texts.DUE)
	table = f'<table class="stacking">{head}<tbody>{lines}</tbody></table>'
	return (
		f'<details class="person" data-find="{safe(name)} {safe(unit)}"><summary><span class="name"><b>{safe(name)}</b> '
		f'<small>{safe(unit)}</small></span><span class="rate">{_left(left)}</span>'
		f"{charts.stacked(parts_of(Counter(row.state for row in rows)))}</summary>"
		f"{table if left else f'<p>{both(texts.NOTHING_LEFT)}</p>'}</details>"
	)


def _left(rows: Iterable[StoredRow]) -> str:
	"""How many are open, with those due and overdue standing out."""
	states = Counter(row.state for row in rows)
	shown = [
		f'<span class="state {texts.STATE_KINDS[state]}">{states[state]}</span>'
		for state in ("Overdue", "Due", "Open")
		if states[state]
	]
	return " ".join(shown)


def tallies(stand: Standing) -> str:
	"""Duties without a minimum and how often they were done; nothing where there are none."""
	found = [row for row in figures.rules_of(stand) if not row.states]
	rules = in_order_of_clauses(found, stand)
	if not rules:
		return ""
	lines = "".join(
		f"<tr>{cell(safe(stand.index.rules[row.rule].code), None, 'code')}"
		f"{cell(both(wording.title_of(stand.index.rules[row.rule])), None, 'wide')}"
		f"{cell(str(row.tally), texts.TIMES, 'number')}</tr>"
		for row in rules
	)
	table = (
		f'<table class="stacking">{heads(texts.RULE, texts.DUTY, texts.TIMES)}<tbody>{lines}</tbody></table>'
	)
	return section("tallies", texts.TALLIES, None, table)
