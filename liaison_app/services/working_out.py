"""Owners whose facts have just changed are worked out at once, in the background: what an event asks for does not wait for the night."""

from collections.abc import Collection
from datetime import date
from typing import Any

import frappe

from . import chunk, failures, leaves, nightly, settings

MOST_OWNERS = 300  # of one change; more of them wait for the night


def soon(officers: Collection[str] = (), units: Collection[str] = ()) -> None:
	"""Work these owners out after the commit. A site whose night has never run is not yet at work, and waits for it."""
	number = len(officers) + len(units)
	if not number or number > MOST_OWNERS or settings.last_completed_run() is None:
		return
	frappe.enqueue(
		work_out,
		queue="short",
		timeout=600,
		enqueue_after_commit=True,
		officers=sorted(officers),
		units=sorted(units),
	)


def leave_changed(application: Any, _method: str | None = None) -> None:
	"""A leave application of HRMS was approved or cancelled: what its officer owes is worked out anew."""
	soon(leaves.officers_of(application.employee))


def work_out(officers: Collection[str], units: Collection[str] = (), today: date | None = None) -> None:
	"""What these owners owe, as the night's run would find it: obligations, to-dos and notices. Writes, but does not commit."""
	today = today or frappe.utils.getdate()
	common = chunk.Common(nightly.window_on(today))
	for kind, names in (("Officer", officers), ("Unit", units)):
		if names:
			_work_out(chunk.Task(kind, tuple(sorted(names)), today, common.window, common=common))  # type: ignore[arg-type]


def _work_out(task: chunk.Task) -> None:
	outcome = chunk.work_out(task)
	failures.log(outcome.failures)
	if outcome.owners_left:  # a visit was recorded meanwhile: once more, on what is stored then
		kind = "officers" if task.owner_kind == "Officer" else "units"
		soon(**{kind: outcome.owners_left})
