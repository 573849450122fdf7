"""What the scheduler calls."""

import frappe

from liaison_app.services import digests
from liaison_app.services import nightly as nightly_run
from liaison_app.services.archives import requests as archives
from liaison_app.services.matters import night as matters


def nightly() -> None:
	"""The run of the day."""
	nightly_run.start()


def watch() -> None:
	"""Hourly: heartbeat, and the day's run if it was missed or lost."""
	nightly_run.watch(frappe.utils.now_datetime())


def send_digests() -> None:
	"""Hourly: the digests whose hour has come."""
	digests.send_due(frappe.utils.now_datetime())


def look_after_archives() -> None:
	"""Hourly: archives whose job was lost are taken up again, and those kept long enough removed."""
	archives.look_after(frappe.utils.now_datetime())


def look_after_matters() -> None:
	"""Each night: deadlines and levels of raised matters, and their to-dos."""
	matters.run()
