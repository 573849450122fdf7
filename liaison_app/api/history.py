"""What the forms of duties, targets and officers ask the server."""

from typing import Any

import frappe

from liaison_app.services import history, officer_overview


@frappe.whitelist(methods=["GET", "POST"])
def obligation(obligation: str) -> dict[str, Any]:
	"""The visits that counted for the duty, and those that did not and why: see `history.obligation_ledger`.

	Raises PermissionError for who may not read the duty.
	"""
	frappe.has_permission("Periodic Obligation", "read", obligation, throw=True)
	return history.obligation_ledger(obligation, frappe.session.user)


@frappe.whitelist(methods=["GET", "POST"])
def target(target: str, start: int = 0) -> dict[str, Any]:
	"""Who holds the target, and a page of who contacted it and when: see `history.target_history`.

	Raises PermissionError for who may not read the target.
	"""
	frappe.has_permission("Contact Target", "read", target, throw=True)
	return history.target_history(target, frappe.session.user, max(start, 0))


@frappe.whitelist(methods=["GET", "POST"])
def officer(officer: str) -> dict[str, Any]:
	"""Posts, targets held, load and rate of the officer in the present semester: see `officer_overview.overview`.

	Raises PermissionError for who may not read the officer.
	"""
	frappe.has_permission("Liaison Officer", "read", officer, throw=True)
	return officer_overview.overview(officer, frappe.utils.getdate(), frappe.local.lang or "en")
