"""The buttons "Ask for Exemption" and "Not Mine" on a duty and in My Duties."""

import frappe

from liaison_app.services import exemptions


@frappe.whitelist(methods=["POST"])
def ask(
	obligation: str,
	reason: str,
	kind: str = "Exemption",
	scope: str = "Duty",
	evidence: str = "",
	from_date: str = "",
	to_date: str = "",
) -> str:
	"""Hand in an exemption or a challenge of whoever owes the duty; returns its name.

	`scope` is Duty, Rule or Time; the last two from a day to a day. Raises PermissionError for a duty that the user does not answer
	for, ValidationError for one that is closed.
	"""
	frappe.has_permission("Periodic Obligation", "read", obligation, throw=True)
	exemptions.refuse_unknown(kind, scope)
	values = {"kind": kind, "reason": reason, "evidence": evidence or None}
	if scope != "Duty":
		values.update({"from_date": from_date or None, "to_date": to_date or None})
	return exemptions.ask(obligation, values, scope)
