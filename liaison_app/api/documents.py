"""Papers: prepared from a duty, compared with the figures of today, and those that are missing reminded of."""

from typing import Any

import frappe
from frappe import _

from liaison_app.services.documents import collating, differences, drafting

MOST_AT_ONCE = 200
MOST_VISITS = 500


@frappe.whitelist(methods=["GET", "POST"])
def existing(obligation: str) -> dict[str, str]:
	"""The `document` that answers the duty and that the user may read; empty without one. Raises PermissionError."""
	frappe.has_permission("Periodic Obligation", "read", obligation, throw=True)
	found = drafting.found_for(obligation) or ""
	return {"document": found if found and frappe.has_permission("Duty Document", "read", found) else ""}


@frappe.whitelist(methods=["POST"])
def prepare(obligation: str) -> dict[str, str]:
	"""The `document` for the duty with its figures, made as a draft unless it is there. Raises PermissionError, ValidationError."""
	frappe.has_permission("Periodic Obligation", "read", obligation, throw=True)
	frappe.has_permission("Duty Document", "create", throw=True)
	document = drafting.prepare(obligation)
	frappe.has_permission("Duty Document", "read", document, throw=True)
	return {"document": document}


@frappe.whitelist(methods=["POST"])
def prepare_many(obligations: list[str]) -> dict[str, list[str]]:
	"""The same for several duties: the `documents`, and the duties `left` alone because visits meet them or the user may not write their papers."""
	frappe.has_permission("Duty Document", "create", throw=True)
	if len(obligations) > MOST_AT_ONCE:
		frappe.throw(_("Choose {0} duties at most.").format(MOST_AT_ONCE))
	made: dict[str, list[str]] = {"documents": [], "left": []}
	for obligation in obligations:
		try:
			made["documents"].append(prepare(obligation)["document"])
		except (frappe.PermissionError, frappe.ValidationError, frappe.DoesNotExistError):
			frappe.clear_last_message()
			made["left"].append(obligation)
	return made


@frappe.whitelist(methods=["GET", "POST"])
def compared(document: str) -> dict[str, Any]:
	"""The paper beside the data of today: `changes` (rule, title, figure, then, now), `sources` that changed (document, then, now) and what
	is `missing` (who, document, status, due, handed_in_on). Raises PermissionError.
	"""
	frappe.has_permission("Duty Document", "read", document, throw=True)
	return differences.looked_at(frappe.get_doc("Duty Document", document), frappe.utils.getdate())


@frappe.whitelist(methods=["GET", "POST"])
def visits(document: str, rule: str) -> dict[str, Any]:
	"""The visits behind a figure of the paper that the user may read, latest first (name, title, start), and how many are `hidden`."""
	frappe.has_permission("Duty Document", "read", document, throw=True)
	return differences.visits_behind(frappe.get_doc("Duty Document", document), rule, MOST_VISITS)


@frappe.whitelist(methods=["POST"])
def remind_missing(document: str) -> dict[str, list[str]]:
	"""Remind who owes the papers that are missing: names of those `told`, told today `already`, and with `no_login`. Raises PermissionError."""
	frappe.has_permission("Duty Document", "write", document, throw=True)
	paper = frappe.get_doc("Duty Document", document)
	told = collating.remind(paper, frappe.session.user, frappe.utils.getdate())
	return {"told": told.told, "already": told.already, "no_login": told.no_login}
