"""Numbers of the workspaces' cards: each reader's own, counted afresh each time."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_url_to_list, getdate, now_datetime

from liaison_app.permissions import sees_all
from liaison_app.services import approvals, cards, on_behalf

DUTIES = "Periodic Obligation"
LIST = ["List", DUTIES, "List"]
MAY_READ_REPORT = {"Liaison Manager", "Liaison Reviewer", "Liaison Clerk", "System Manager"}
LONGEST_LIST = 200  # names in the address of a list
Card = dict[str, Any]


@frappe.whitelist(methods=["GET", "POST"])
def due_this_week() -> Card:
	"""Duties that fall due by Sunday, and the list of them."""
	frappe.has_permission(DUTIES, "read", throw=True)
	number, days = cards.due_this_week(getdate())
	return _card(
		number, LIST, {"state": ["in", ["Open", "Due"]], "next_due": ["between", list(map(str, days))]}
	)


@frappe.whitelist(methods=["GET", "POST"])
def overdue() -> Card:
	"""Duties that are overdue, and the list of them."""
	frappe.has_permission(DUTIES, "read", throw=True)
	return _card(cards.overdue(), LIST, {"state": "Overdue"})


@frappe.whitelist(methods=["GET", "POST"])
def missed_last_period() -> Card:
	"""Duties missed in the last period of their rule, and the list of them."""
	frappe.has_permission(DUTIES, "read", throw=True)
	number, keys = cards.missed_last_period(getdate())
	return _card(number, LIST, {"state": "Missed", "period_key": ["in", keys]})


@frappe.whitelist(methods=["GET", "POST"])
def never_contacted() -> Card:
	"""Held targets that nobody has met this term; the report that names them where the reader may open it."""
	frappe.has_permission("Contact Target", "read", throw=True)
	may_read = bool(MAY_READ_REPORT & set(frappe.get_roles()))
	route = ["query-report", "Uncovered Targets"] if may_read else ["my-duties"]
	return _card(
		cards.never_contacted(getdate()), route, {"period": "Semester", "only_held": 1} if may_read else {}
	)


@frappe.whitelist(methods=["GET", "POST"])
def papers_waiting() -> Card:
	"""Papers that wait for the reader's approval, and the list of them."""
	frappe.has_permission("Duty Document", "read", throw=True)
	return _waiting("Duty Document")


@frappe.whitelist(methods=["GET", "POST"])
def assignments_waiting() -> Card:
	"""Assignments that wait for the reader's approval, and the list of them."""
	frappe.has_permission("Liaison Assignment", "read", throw=True)
	return _waiting("Liaison Assignment")


@frappe.whitelist(methods=["GET", "POST"])
def exemptions_waiting() -> Card:
	"""Exemptions and challenges that wait for the reader's decision, and the list of them."""
	frappe.has_permission("Exemption", "read", throw=True)
	return _waiting("Exemption")


@frappe.whitelist(methods=["GET", "POST"])
def visits_to_confirm() -> Card:
	"""Visits that a clerk recorded for the reader and that the reader has not confirmed, and the list of them."""
	frappe.has_permission("Contact Visit", "read", throw=True)
	names = on_behalf.to_confirm(frappe.session.user)
	return _card(len(names), ["List", "Contact Visit", "List"], {"name": ["in", names[:LONGEST_LIST]]})


@frappe.whitelist(methods=["GET", "POST"])
def nightly_job() -> str:
	"""Hours since the night's job, as HTML with a link to its runs; in red with a sign when it is too long."""
	frappe.has_permission("Liaison Run", "read", throw=True)
	hours, is_late = cards.hours_since(cards.last_run(), now_datetime())
	told = _("never ran") if hours is None else _("{0} h ago").format(hours)
	shown = f"⚠ {told}" if is_late else told
	address, colour = get_url_to_list("Liaison Run"), "text-danger" if is_late else "text-reset"
	return f'<a class="{colour}" href="{frappe.utils.escape_html(address)}">{frappe.utils.escape_html(shown)}</a>'


def _waiting(doctype: str) -> Card:
	"""A manager is asked, too, where nobody else is."""
	user = frappe.session.user
	asked = [user, ""] if sees_all(user) else [user]
	number = approvals.waiting_for(user, doctype, is_manager=len(asked) > 1)
	return _card(number, ["List", doctype, "List"], {"status": approvals.WAITING, "approver": ["in", asked]})


def _card(number: int, route: list[str], options: dict[str, Any]) -> Card:
	return {"value": number, "fieldtype": "Int", "route": route, "route_options": options}
