"""What the workspaces' charts draw. Nothing is cached, because each reader has other figures."""

from typing import Any

import frappe
from frappe.utils import getdate

from liaison_app.services import charts

SUPERVISORS = ("Liaison Reviewer", "Liaison Manager", "System Manager")
Chart = dict[str, Any]


@frappe.whitelist(methods=["GET", "POST"])
def attainment_by_unit() -> Chart:
	"""Overall attainment of the units that the reader supervises."""
	frappe.only_for(SUPERVISORS, message=True)
	return charts.attainment_by_unit(frappe.session.user, getdate())


@frappe.whitelist(methods=["GET", "POST"])
def visits_per_week() -> Chart:
	"""Visits of the last weeks that the reader may see."""
	frappe.has_permission("Contact Visit", "read", throw=True)
	return charts.visits_per_week(getdate())


@frappe.whitelist(methods=["GET", "POST"])
def visits_by_activity() -> Chart:
	"""Visits of this semester that the reader may see, by what was done."""
	frappe.has_permission("Contact Visit", "read", throw=True)
	return charts.visits_by_activity(getdate())
