"""What a few officers owe, worked out anew at once, because what they agreed on must not wait for the night."""

from collections.abc import Collection

import frappe

from . import chunk, failures, nightly


def soon(officers: Collection[str]) -> None:
	"""After this transaction, in the background."""
	if officers:
		frappe.enqueue(now, queue="short", enqueue_after_commit=True, officers=sorted(officers))


def now(officers: list[str]) -> None:
	"""As the night does it for these officers. Writes, but does not commit."""
	today = frappe.utils.getdate()
	task = chunk.Task("Officer", tuple(officers), today, nightly.window_on(today))
	failures.log(chunk.work_out(task).failures)
