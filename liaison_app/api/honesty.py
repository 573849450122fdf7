"""What reviewers answer to questions about visits and to spot checks, and a check on demand."""

from typing import Any

import frappe
from frappe import _

from liaison_app.services.honesty import answering, checking, spot_checks

FLAG = "Visit Flag"
CHECK = "Spot Check"
SUPERVISORS = ("Liaison Reviewer", "Liaison Manager", "System Manager")


@frappe.whitelist(methods=["POST"])
def explain(flag: str, note: str) -> None:
	"""The visits are in order. Raises PermissionError for all but reviewers of the officers and managers, and for the officers."""
	frappe.has_permission(FLAG, "read", flag, throw=True)
	answering.explain(frappe.get_doc(FLAG, flag), note)


@frappe.whitelist(methods=["POST"])
def uphold(flag: str, note: str, visits: list[Any] | str) -> None:
	"""These of the visits are not trusted from now on. Raises as `explain` does."""
	frappe.has_permission(FLAG, "read", flag, throw=True)
	answering.uphold(frappe.get_doc(FLAG, flag), note, _names(visits))


@frappe.whitelist(methods=["POST"])
def ask_anew(flag: str, note: str) -> None:
	"""Open an answered question again. Raises as `explain` does."""
	frappe.has_permission(FLAG, "read", flag, throw=True)
	answering.ask_anew(frappe.get_doc(FLAG, flag), note)


@frappe.whitelist(methods=["POST"])
def answer_spot_check(
	check: str, said: str, asked_whom: str, note: str = "", do_not_trust: bool = False
) -> None:
	"""Note what the contact said about a visit that was drawn. Raises PermissionError for all but reviewers who took no part."""
	frappe.has_permission(CHECK, "read", check, throw=True)
	spot_checks.answer(frappe.get_doc(CHECK, check), said, asked_whom, note, do_not_trust)


@frappe.whitelist(methods=["POST"])
def check_now() -> str:
	"""Check all visits of the term in the background; answers what to tell the user. For reviewers and managers."""
	frappe.only_for(SUPERVISORS, message=True)
	frappe.enqueue(
		checking.run,
		queue="long",
		timeout=1500,
		job_id=f"liaison-honesty-{frappe.local.site}",
		deduplicate=True,
	)
	return str(_("The visits are being checked. Reload the list in a few minutes."))


def _names(given: list[Any] | str) -> list[str]:
	"""The names, given as a list or as JSON; whatever else it is names nothing."""
	try:
		found = frappe.parse_json(given)
	except ValueError:
		return []
	return [str(each) for each in found] if isinstance(found, list) else []
