import frappe

from liaison_app.engine.rules import BUILT_IN_TRIGGERS


def ensure_trigger_event_types() -> None:
	"""The event types that the engine finds by itself."""
	for name in BUILT_IN_TRIGGERS:
		if not frappe.db.exists("Trigger Event Type", name):
			frappe.get_doc({"doctype": "Trigger Event Type", "event_type_name": name, "built_in": 1}).insert(
				ignore_permissions=True  # installing, no user acts
			)


def ensure_settings() -> None:
	"""Write the defaults of the settings once, so that jobs read numbers and never blanks."""
	if frappe.db.get_single_value("Liaison Settings", "horizon_days"):
		return
	settings = frappe.get_single("Liaison Settings")
	for field in settings.meta.fields:
		if field.default and settings.get(field.fieldname) in (None, "", 0):
			settings.set(field.fieldname, field.default)
	settings.flags.ignore_permissions = True  # installing, no user acts
	settings.save()
