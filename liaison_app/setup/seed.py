import frappe
from frappe.utils import cast

from liaison_app.engine.rules import BUILT_IN_TRIGGERS


def ensure_trigger_event_types() -> None:
	"""The event types that the engine finds by itself."""
	for name in BUILT_IN_TRIGGERS:
		if not frappe.db.exists("Trigger Event Type", name):
			frappe.get_doc({"doctype": "Trigger Event Type", "event_type_name": name, "built_in": 1}).insert(
				ignore_permissions=True  # installing, no user acts
			)


def ensure_settings() -> None:
	"""Write the defaults of settings that were never set, so that jobs read numbers and never blanks."""
	settings = frappe.get_single("Liaison Settings")
	known = frappe.db.get_singles_dict("Liaison Settings")
	missing = [
		field for field in settings.meta.fields if field.default and known.get(field.fieldname) in (None, "")
	]
	if not missing:
		return
	for field in missing:
		settings.set(field.fieldname, cast(field.fieldtype, field.default))
	settings.flags.ignore_permissions = True  # installing, no user acts
	settings.save()
