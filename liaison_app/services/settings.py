"""Liaison Settings as values."""

from datetime import date

import frappe

SETTINGS = "Liaison Settings"


def last_completed_run() -> date | None:
	"""The day of the last completed run. Frappe reads a Date that was never set as the first day of year 1."""
	day: date | None = frappe.db.get_single_value(SETTINGS, "last_completed_run")
	return day if day and day.year > 1 else None


def number(fieldname: str, default: int) -> int:
	"""A positive number of the settings, else the default."""
	return frappe.db.get_single_value(SETTINGS, fieldname) or default


def is_on(fieldname: str) -> bool:
	"""Whether a switch is on."""
	return bool(frappe.db.get_single_value(SETTINGS, fieldname))


def note(fieldname: str, value: object) -> None:
	"""Write a figure of the app's own; it is nobody's edit, so the record keeps who changed it last."""
	frappe.db.set_single_value(SETTINGS, fieldname, value, update_modified=False)
