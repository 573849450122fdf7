import frappe

from liaison_app.forms import FORMS


def ensure_forms() -> None:
	"""A record for each form that the app ships. An existing one keeps its own template; its title follows the app."""
	for form in FORMS.values():
		if not frappe.db.exists("Liaison Form", form.name):
			frappe.get_doc({"doctype": "Liaison Form", "form": form.name, "title": form.title}).insert(
				ignore_permissions=True  # installing, no user acts
			)
		elif frappe.db.get_value("Liaison Form", form.name, "title") != form.title:
			frappe.db.set_value("Liaison Form", form.name, "title", form.title, update_modified=False)
