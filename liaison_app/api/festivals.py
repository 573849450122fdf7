"""The button "Festivals of a Year" in the list of calendar days."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from liaison_app.services import festivals

DAY = "Liaison Calendar Day"
EARLIEST, LATEST = 1900, 2200


@frappe.whitelist(methods=["GET", "POST"])
def of_year(year: int | None = None) -> dict[str, Any]:
	"""`year` (the asked one, else the first that lacks them), `event_type` and the `festivals` with their days."""
	frappe.has_permission(DAY, "create", throw=True)
	chosen = _year(year) if year else festivals.years_offered(getdate())[0]
	return {
		"year": chosen,
		"event_type": festivals.event_type_in_use(),
		"festivals": festivals.of_year(chosen),
	}


@frappe.whitelist(methods=["POST"])
def enter(year: int, event_type: str, names: str | list[str]) -> int:
	"""Enter these festivals as days of the calendar that begin duties; returns how many days are new."""
	frappe.has_permission(DAY, "create", throw=True)
	chosen = frappe.parse_json(names)
	if not isinstance(chosen, list) or not all(isinstance(name, str) for name in chosen):
		frappe.throw(_("Choose festivals from the list."))
	return festivals.enter(_year(year), event_type, chosen)


def _year(year: int) -> int:
	if not EARLIEST <= year <= LATEST:
		frappe.throw(_("{0} is not a year.").format(year))
	return year
