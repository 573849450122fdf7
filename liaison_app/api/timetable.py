"""What a listener picks from the timetable."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from liaison_app.services import timetable


@frappe.whitelist(methods=["GET", "POST"])
def lessons(day: str, txt: str = "") -> list[dict[str, Any]]:
	"""The lessons of the day that the user may see, in order of time; `txt` is looked for in course, class, teacher and place.

	Raises PermissionError for who may not read the timetable, ValidationError for what is no day.
	"""
	frappe.has_permission("Liaison Timetable Entry", "read", throw=True)
	try:
		asked = getdate(day)
	except Exception:
		frappe.clear_messages()  # Frappe repeats what it cannot read as HTML
		asked = None
	if not asked:
		frappe.throw(_("This is no day."))
	return timetable.lessons_on(asked, txt)
