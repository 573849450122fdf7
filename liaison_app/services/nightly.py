"""The nightly run: chunks of owners as background jobs, resumed where it was lost, finished once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any

import frappe
from dateutil.relativedelta import relativedelta
from frappe import _

from . import (
	approvals,
	chunk,
	failures,
	festivals,
	notices,
	replacing,
	roster,
	settings,
	todo_escalations,
	todos,
)
from .documents import drafting
from .failures import Failure
from .honesty import checking
from .reception import vacant_weeks
from .rule_facts import read_calendar
from .tables import rows_written, select, table_of

RUN = "Liaison Run"
CHUNK = "Liaison Run Chunk"
ATTEMPTS_ON_COLLISION = 3
COLLISIONS = (frappe.QueryDeadlockError, frappe.QueryTimeoutError)


def start(today: date | None = None, *, inline: bool = False) -> str:
	"""Start the run of the day, or take it up where it was lost; returns its name.

	`inline` works the chunks out here instead of queueing them. Running it twice, at once or in turn, gives the rows of one run:
	chunks are claimed one by one, and what they write is the same whoever writes it.
	"""
	today = today or frappe.utils.getdate()
	beat()
	run = _open_run(today)
	frappe.db.commit()  # workers must see the run before they get its chunks
	attempt = frappe.db.get_value(RUN, run, "attempt")
	common = chunk.Common(window_on(today)) if inline else None
	for name in _undone_chunks(run):
		if inline:
			run_chunk(run, name, common)
		else:
			_enqueue(run, name, attempt)
	if not _undone_chunks(run):
		finish(run)
	return run


def watch(now: datetime, due_hour: int = 1) -> str | None:
	"""Hourly: a heartbeat, and the day's run if it was missed or lost. Returns the run taken up, if any."""
	beat()
	if now.hour <= due_hour or frappe.db.exists(RUN, {"run_date": now.date(), "status": "Completed"}):
		return None
	return start(now.date())


def beat() -> None:
	"""Note that the scheduler is alive."""
	settings.note("last_heartbeat", frappe.utils.now())


# --- the run and its chunks ---


def _open_run(today: date) -> str:
	"""The day's run that is still going, with a new attempt; else a new one. An older one that never ended has failed."""
	table = table_of(RUN)
	going = select(RUN, ("name", "run_date"), table.status == "Running")
	for name, run_date in going:
		if run_date == today:
			frappe.qb.update(table).set(table.attempt, table.attempt + 1).where(table.name == name).run()
			return name
		frappe.db.set_value(RUN, name, {"status": "Failed", "ended": frappe.utils.now()})
	return _new_run(today)


def _new_run(today: date) -> str:
	failures.log(roster.vacate(today))
	failures.log(roster.draw((today, window_on(today)[1])))
	chunks = _chunks()
	run = frappe.get_doc(
		{
			"doctype": RUN,
			"run_date": today,
			"status": "Running",
			"started": frappe.utils.now(),
			"attempt": 1,
			"officers": sum(len(owners) for kind, owners in chunks if kind == "Officer"),
			"chunks_total": len(chunks),
			"chunks": [
				{"owner_kind": kind, "first_owner": owners[0], "last_owner": owners[-1]}
				for kind, owners in chunks
			],
		}
	)
	run.name = f"{today.isoformat()}-{_next_number(today)}"
	run.flags.name_set = True
	try:
		run.insert(ignore_permissions=True)  # the scheduler acts, no user
	except frappe.DuplicateEntryError:  # two started at the same moment: both work on the first one's run
		frappe.db.rollback()
	return str(run.name)


def _next_number(today: date) -> int:
	runs = select(RUN, ("name",), table_of(RUN).run_date == today)
	return max((int(name.rsplit("-", 1)[1]) for (name,) in runs), default=0) + 1


def _chunks() -> list[tuple[str, list[str]]]:
	size = settings.number("chunk_size", 200)
	officers = [name for (name,) in select("Liaison Officer", ("name",))]
	units = [name for (name,) in select("Liaison Unit", ("name",), table_of("Liaison Unit").disabled == 0)]
	return [
		(kind, names[first : first + size])
		for kind, names in (("Officer", officers), ("Unit", units))
		for first in range(0, len(names), size)
	]


def _undone_chunks(run: str) -> list[str]:
	table = table_of(CHUNK)
	rows = frappe.qb.from_(table).select(table.name).where((table.parent == run) & (table.done == 0))
	return [name for (name,) in rows.orderby(table.idx).orderby(table.name).run()]


def _enqueue(run: str, name: str, attempt: int) -> None:
	frappe.enqueue(
		run_chunk,
		queue="long",
		timeout=1500,
		job_id=f"liaison-{run}-{name}-{attempt}",
		deduplicate=True,
		run=run,
		name=name,
	)


# --- one chunk ---


def run_chunk(run: str, name: str, common: chunk.Common | None = None) -> None:
	"""Work one chunk out and commit it; a chunk that is done, or that another worker does, is left to that one.

	`common` is what is read once where one process does many. A chunk that cannot be worked out at all is rolled back, logged and reported, and tried again by the next run.
	"""
	for _attempt in range(ATTEMPTS_ON_COLLISION):
		try:
			if _claim(name):
				_work_out(run, name, common)
			frappe.db.commit()
			break
		except COLLISIONS:  # two workers met: what is done is not done again
			frappe.db.rollback()
		except Exception as error:  # contained: the other chunks go on
			frappe.db.rollback()
			_give_up(name, error)
	if not _undone_chunks(run):
		finish(run)


def _give_up(name: str, error: Exception) -> None:
	if _claim(name):
		bounds = frappe.db.get_value(CHUNK, name, ("owner_kind", "first_owner", "last_owner"))
		failed = [failures.failure_from(CHUNK, " ".join(bounds), error)]
		failures.log(failed)
		_note(name, failed, {})


def _claim(name: str) -> bool:
	"""Lock the chunk's row until the commit by writing to it; whoever comes second waits, and then finds it done."""
	table = table_of(CHUNK)
	frappe.qb.update(table).set(table.done, 1).where((table.name == name) & (table.done == 0)).run()
	return rows_written() == 1


def _work_out(run: str, name: str, common: chunk.Common | None) -> None:
	began = monotonic()
	stored = frappe.db.get_value(CHUNK, name, ("owner_kind", "first_owner", "last_owner"), as_dict=True)
	today = frappe.db.get_value(RUN, run, "run_date")
	owners = _owners(stored.owner_kind, stored.first_owner, stored.last_owner)
	task = chunk.Task(
		owner_kind=stored.owner_kind,
		owners=owners,
		today=today,
		window=window_on(today),
		known_fingerprint=_last_fingerprint(stored),
		common=common,
	)
	outcome = chunk.work_out(task)
	failures.log(outcome.failures)
	figures = {
		"created": outcome.created,
		"changed": outcome.changed,
		"closed": outcome.closed,
		"todos_opened": outcome.todos_opened,
		"todos_closed": outcome.todos_closed,
		"digest": outcome.fingerprint,
		"seconds": monotonic() - began,
	}
	_note(name, outcome.failures, figures)
	if outcome.owners_left:
		_do_again(task, outcome.owners_left)


def _note(name: str, failed: list[Failure], figures: dict[str, Any]) -> None:
	lines = "\n".join(f"{each.doctype}\t{each.name}\t{each.reason}" for each in failed)
	values = {**figures, "failed": len(failed), "failures": lines}
	frappe.db.set_value(CHUNK, name, values, update_modified=False)


def _do_again(task: chunk.Task, owners: set[str]) -> None:
	"""Owners whose rows a visit changed while they were worked out: once more, on what is stored now."""
	frappe.db.commit()
	again = chunk.Task(task.owner_kind, tuple(sorted(owners)), task.today, task.window)
	failures.log(chunk.work_out(again).failures)


def _owners(kind: str, first: str, last: str) -> tuple[str, ...]:
	doctype = "Liaison Officer" if kind == "Officer" else "Liaison Unit"
	table = table_of(doctype)
	return tuple(name for (name,) in select(doctype, ("name",), table.name >= first, table.name <= last))


def window_on(today: date) -> tuple[date, date]:
	"""From the month of the last completed run (or of today) to the days planned ahead, rounded up to the end of a month.

	Whole months, so that on most nights neither facts nor window have changed and nothing need be planned again.
	"""
	last_run = settings.last_completed_run() or today
	ahead = settings.number("horizon_days", 31)
	end = today + timedelta(days=ahead) + relativedelta(day=31)
	return min(last_run, today).replace(day=1), end


def _last_fingerprint(stored: dict[str, Any]) -> str:
	"""The fingerprint of the last completed run's chunk with the same bounds."""
	run, part = table_of(RUN), table_of(CHUNK)
	found = (
		frappe.qb.from_(part)
		.join(run)
		.on(part.parent == run.name)
		.select(part.digest)
		.where((run.status == "Completed") & (part.owner_kind == stored["owner_kind"]))
		.where((part.first_owner == stored["first_owner"]) & (part.last_owner == stored["last_owner"]))
		.orderby(run.started, order=frappe.qb.desc)
		.orderby(run.name, order=frappe.qb.desc)
		.limit(1)
		.run()
	)
	return (found[0][0] or "") if found else ""


# --- the end ---


def finish(run: str) -> None:
	"""Sum up and note the day as done. Only the first to come does it."""
	table = table_of(RUN)
	frappe.qb.update(table).set(table.status, "Completed").where(
		(table.name == run) & (table.status == "Running")
	).run()
	if rows_written() != 1:
		frappe.db.commit()
		return
	found = _found_failures(run)
	run_date = frappe.db.get_value(RUN, run, "run_date")
	message = "\n".join((*_failure_lines(found), *_gap_lines(run_date)))
	frappe.db.set_value(RUN, run, {**_totals(run), "ended": frappe.utils.now(), "message": message})
	if all(
		failure.doctype != CHUNK for failure in found
	):  # what was given up whole is made up for, not skipped
		settings.note("last_completed_run", run_date)
	todos.close_reopened(_started_before(run))
	todo_escalations.synchronise(run_date)
	approvals.refresh(run_date)
	for tell in (replacing.synchronise, festivals.remind, vacant_weeks.synchronise):
		_contained(tell, run, run_date)
	if found:
		notices.report_failures(run, found, notices.managers())
	_follow_up("papers", drafting.run, run, run_date)
	_follow_up("honesty", checking.run, run, run_date)
	frappe.db.commit()


def _contained(tell: Callable[[date], Any], run: str, run_date: date) -> None:
	"""What the units are told of beside their duties: a fault there is logged and costs the run nothing else."""
	frappe.db.savepoint("liaison_told")
	try:
		tell(run_date)
	except Exception as error:  # contained: what the run has worked out stays
		frappe.db.rollback(save_point="liaison_told")
		failures.log([failures.failure_from(RUN, run, error)])


def _follow_up(what: str, job: Callable[..., Any], run: str, run_date: date) -> None:
	"""Papers are drafted and visits checked from what the run has worked out, each in a job of its own: a fault there is none of the run's."""
	frappe.enqueue(
		job,
		queue="long",
		timeout=1500,
		job_id=f"liaison-{what}-{run}",
		deduplicate=True,
		enqueue_after_commit=True,
		today=run_date,
	)


def _started_before(run: str) -> datetime | None:
	"""When the last completed run before this one was started."""
	table = table_of(RUN)
	rows = select(RUN, ("started",), table.status == "Completed", table.name != run)
	return max((started for (started,) in rows), default=None)


def _totals(run: str) -> dict[str, int]:
	columns = ("created", "changed", "closed", "todos_opened", "todos_closed", "failed")
	rows = select(CHUNK, columns, table_of(CHUNK).parent == run)
	sums = [sum(values) for values in zip(*rows, strict=True)] if rows else [0] * len(columns)
	return {**dict(zip(columns, sums, strict=True)), "chunks_done": len(rows)}


def _found_failures(run: str) -> list[Failure]:
	rows = select(CHUNK, ("failures",), table_of(CHUNK).parent == run)
	lines = {line for (text,) in rows for line in (text or "").splitlines()}
	return [Failure(*line.split("\t", 2)) for line in sorted(lines)]


def _failure_lines(found: list[Failure]) -> list[str]:
	if not found:
		return []
	lines = [f"{failure.doctype} {failure.name}: {failure.reason}" for failure in found[:20]]
	return [_("Could not be worked out:"), *lines]


def _gap_lines(today: date) -> list[str]:
	"""What is missing so that nobody owes: a term around today, an officer for a week of a rotation."""
	lines = []
	try:
		if not read_calendar().term_on(today):
			lines.append(
				_("No term covers {0}: duties of a semester or of teaching weeks wait for one.").format(today)
			)
		for gap in roster.vacancies((today, today + timedelta(days=14))):
			lines.append(_("{0}: nobody serves in {1} ({2}).").format(gap.rule, gap.period, _(gap.reason)))
	except ValueError as error:  # contained: impossible terms are reported by the chunks already
		lines.append(str(error))
	return lines
