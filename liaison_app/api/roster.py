"""The roster of a rotation: drawing and publishing by the office, swaps by officers and office."""

import frappe
from frappe.utils import getdate

from liaison_app.services.reception import rosters, swaps


@frappe.whitelist(methods=["POST"])
def draw(roster: str) -> int:
	"""Draw the weeks of the roster's term that have none yet; how many. Raises PermissionError, ValidationError."""
	frappe.has_permission("Reception Roster", "write", throw=True)
	return rosters.draw(frappe.get_doc("Reception Roster", roster), getdate())


@frappe.whitelist(methods=["POST"])
def publish(roster: str) -> int:
	"""Make the roster known; how many officers were told. Raises PermissionError, ValidationError without a week."""
	frappe.has_permission("Reception Roster", "write", throw=True)
	return rosters.publish(frappe.get_doc("Reception Roster", roster), getdate())


@frappe.whitelist(methods=["POST"])
def ask_swap(first: str, second: str, reason: str = "") -> str:
	"""Ask the officer of the second week to change with one's own first; the request's name.

	Raises PermissionError for a week that is not one's own, ValidationError for a swap that cannot be.
	"""
	frappe.has_permission("Roster Swap", "read", throw=True)
	return swaps.ask(first, second, reason, getdate())


@frappe.whitelist(methods=["POST"])
def answer_swap(swap: str, agreed: bool, answer: str = "") -> None:
	"""What the officer who was asked says. Raises PermissionError for anybody else, ValidationError when it cannot be any more."""
	frappe.has_permission("Roster Swap", "read", throw=True)
	document = frappe.get_doc("Roster Swap", swap)
	if agreed:
		swaps.agree(document, getdate())
	else:
		swaps.decline(document, answer)


@frappe.whitelist(methods=["POST"])
def withdraw_swap(swap: str) -> None:
	"""Take one's own request back. Raises PermissionError for anybody else, ValidationError when it was decided."""
	frappe.has_permission("Roster Swap", "read", throw=True)
	swaps.withdraw(frappe.get_doc("Roster Swap", swap))


@frappe.whitelist(methods=["POST"])
def swap_by_office(first: str, second: str, reason: str = "") -> str:
	"""Change the two weeks at once; the record's name. Raises PermissionError, ValidationError for a swap that cannot be."""
	frappe.has_permission("Roster Week", "write", throw=True)
	return swaps.by_office(first, second, reason, getdate())


@frappe.whitelist(methods=["POST"])
def substitute(week: str, officer: str) -> None:
	"""Let the officer serve the week. Raises PermissionError, ValidationError for who cannot or a week that has begun."""
	frappe.has_permission("Roster Week", "write", throw=True)
	swaps.substitute(week, officer, getdate())
