"""Liaison Settings as values."""

from datetime import date

import frappe

SETTINGS = "Liaison Settings"


def last_completed_run() -> date | None:
	"""The day of the last completed run."""
	return day("last_completed_run")


def day(fieldname: str) -> date | None:
	"""A day of the settings; None when it was never set, which Frappe reads as the first day of year 1."""
	found: date | None = frappe.db.get_single_value(SETTINGS, fieldname)
	return found if found and found.year > 1 else None


def number(fieldname: str, default: int) -> int:
	"""A positive number of the settings, else the default."""
	return frappe.db.get_single_value(SETTINGS, fieldname) or default


def hour(fieldname: str) -> int:
	"""An hour of the day, 0 to 23."""
	return int(frappe.db.get_single_value(SETTINGS, fieldname) or 0)


def text(fieldname: str, default: str) -> str:
	"""A choice of the settings, else the default."""
	return frappe.db.get_single_value(SETTINGS, fieldname) or default


def is_on(fieldname: str) -> bool:
	"""Whether a switch is on."""
	return bool(frappe.db.get_single_value(SETTINGS, fieldname))


def note(fieldname: str, value: object) -> None:
	"""Write a figure of the app's own; it is nobody's edit, so the record keeps who changed it last."""
	frappe.db.set_single_value(SETTINGS, fieldname, value, update_modified=False)
