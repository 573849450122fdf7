"""What the scheduler calls."""

import frappe

from liaison_app.services import digests
from liaison_app.services import nightly as nightly_run


def nightly() -> None:
	"""The run of the day."""
	nightly_run.start()


def watch() -> None:
	"""Hourly: heartbeat, and the day's run if it was missed or lost."""
	nightly_run.watch(frappe.utils.now_datetime())


def send_digests() -> None:
	"""Hourly: the digests whose hour has come."""
	digests.send_due(frappe.utils.now_datetime())
