"""What the desk shows of the whole school, and the digest of a day, against plain `frappe.get_all` of the rows that they read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Any

import frappe

from liaison_app.services import board, cards, charts, digests
from liaison_app.services.figures import span_of
from liaison_app.services.messages import LOG

from .reports import READS, SPAN, Read, read_plainly
from .stage import OBLIGATION, Stage, say
from .table import Row

BAR = 5
MANAGER = "Administrator"  # who sees all, as a manager does
OWED = ("unit", "rule", "state", "quantity", "done")
SEMESTER: Read = (OBLIGATION, OWED, {"period_start": ("<=", SPAN["to_date"])})
BEHIND = ("officer", "rule", "subject_title", "period_label", "next_due", "state")
OPEN: dict[str, Any] = {"frozen": 0, "nature": "Required", "owner_kind": "Officer"}
DIGEST = ("responsible_user", "frozen", *digests.FIELDS)


@dataclass(frozen=True)
class Task:
	"""What is measured: its answer, which is never empty, and what it reads."""

	name: str
	answer: Callable[[], Any]
	reads: Sequence[Read]


def measure(stage: Stage) -> Row:
	"""Each and its plain reading take turns; of each the least time counts. Raises RuntimeError for an empty answer."""
	today = stage.weeks_later()
	ratios, behind = {}, []
	for task in _tasks(today):
		_seconds(task)  # the first one fills the caches of the site
		pairs = [(_seconds(task), read_plainly(task.reads)) for _ in range(stage.repeats)]
		own, plain = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
		ratios[task.name] = own / plain
		behind.append(f"{task.name} {own / plain:.2f} × ({1000 * own:.1f} ms against {1000 * plain:.1f} ms)")
		say(behind[-1])
	slowest = max(ratios, key=lambda name: ratios[name])
	return Row(
		f"board, who is behind, each number card and chart, and the digests of a day at {frappe.db.count(OBLIGATION):,}"
		" obligations against plain `frappe.get_all` of the rows that they read",
		f"≤ {BAR} ×",
		f"at most {ratios[slowest]:.1f} × ({slowest})",
		ratios[slowest] <= BAR,
		", ".join(behind),
	)


def _tasks(today: date) -> list[Task]:
	week, keys = cards.due_this_week(today)[1], cards.last_periods(today)
	owed = ("name", "state", "period_key", "next_due")
	due = {"state": ("in", ("Open", "Due")), "next_due": ("between", week)}
	visits = {"docstatus": 1, "start": (">=", span_of("Semester", today).since)}
	return [
		Task("board", lambda: board.board(MANAGER, "Semester", today, today)["rows"], [SEMESTER]),
		Task("who is behind", lambda: _behind(today), _read_for_behind()),
		Task(
			"card of what is due this week", lambda: cards.due_this_week(today)[0], [(OBLIGATION, owed, due)]
		),
		Task("card of what is overdue", cards.overdue, [(OBLIGATION, owed, {"state": "Overdue"})]),
		Task(
			"card of what was missed",
			lambda: cards.missed_last_period(today)[0],
			[(OBLIGATION, owed, {"state": "Missed", "period_key": ("in", keys)})],
		),
		Task("card of targets not met", lambda: cards.never_contacted(today), READS["Uncovered Targets"]),
		Task("chart of units", lambda: charts.attainment_by_unit(MANAGER, today), [SEMESTER]),
		Task(
			"chart of weeks",
			lambda: charts.visits_per_week(today),
			[("Contact Visit", ("name", "start"), visits)],
		),
		Task(
			"chart of activities",
			lambda: charts.visits_by_activity(today),
			[
				("Contact Visit", ("name", "start"), visits),
				("Liaison Activity Link", ("parent", "activity"), {"parenttype": "Contact Visit"}),
			],
		),
		Task("digests", lambda: digests.send_daily(today), _read_for_digests()),
	]


def _behind(today: date) -> list[Any]:
	return board.behind(MANAGER, today, unit=None, officer=None, regulation=None)


def _read_for_behind() -> list[Read]:
	paced = ("name", "quantity", "done", "period_start", "period_end", "last_due", *BEHIND)
	return [
		(OBLIGATION, BEHIND, {**OPEN, "state": "Overdue"}),
		(OBLIGATION, paced, {**OPEN, "state": ("in", ("Open", "Due")), "quantity": (">", 1)}),
		("Liaison Officer", ("name", "full_name", "unit", "user"), {"enabled": 1}),
		("User", ("name",), {"enabled": 1}),
	]


def _read_for_digests() -> list[Read]:
	owed = {"state": ("in", digests.OPEN_STATES), "frozen": 0, "responsible_user": ("is", "set")}
	return [(OBLIGATION, DIGEST, owed), ("User", ("name", "language"), {"enabled": 1})]


def _seconds(task: Task) -> float:
	"""Time of one answer, with nothing kept of what was told before."""
	frappe.db.delete(LOG)
	frappe.db.commit()
	began = perf_counter()
	answer = task.answer()
	seconds = perf_counter() - began
	if not answer:
		raise RuntimeError(f"nothing to show: {task.name}")
	return seconds
