"""Events told by other programs: by a webhook of another Frappe site, or by any REST client with a token. See docs/admin-guide.md."""

from typing import Any

import frappe
from frappe import _

from liaison_app.services import events

LONGEST = 140


@frappe.whitelist(methods=["POST"])
def report(
	event_type: str, day: str, external_id: str, target: str = "", target_code: str = "", note: str = ""
) -> dict[str, Any]:
	"""Register an event; the same `external_id` sent again changes nothing. Returns `name` and `created`.

	The target by its name here or by its code. Raises PermissionError for a target that the user does not report on,
	ValidationError for anything that the form would refuse.
	"""
	frappe.has_permission("Trigger Event", "create", throw=True)
	values = {
		"event_type": event_type,
		"day": day,
		"external_id": _number(external_id),
		"target": target or (events.target_of_code(target_code) if target_code else ""),
		"note": note,
	}
	name, created = events.report(values)
	return {"name": name, "created": created}


@frappe.whitelist(methods=["POST"])
def cancel(external_id: str) -> dict[str, Any]:
	"""Cancel the event that was sent with this number; again does no harm. Returns `name`. Raises DoesNotExistError, PermissionError."""
	frappe.has_permission("Trigger Event", "write", throw=True)
	return {"name": events.cancel(_number(external_id))}


def _number(external_id: str) -> str:
	number = external_id.strip()
	if not number or len(number) > LONGEST:
		frappe.throw(
			_("Send the number that the event has at its source, of at most {0} letters.").format(LONGEST)
		)
	return number
