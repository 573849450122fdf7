import frappe

ROLES = ("Liaison Officer", "Liaison Clerk", "Liaison Reviewer", "Liaison Manager")


def ensure_roles() -> None:
	"""The four roles, with desk access. An existing role keeps what the site changed."""
	for name in ROLES:
		if not frappe.db.exists("Role", name):
			frappe.get_doc({"doctype": "Role", "role_name": name, "desk_access": 1}).insert(
				ignore_permissions=True  # installing, no user acts
			)
