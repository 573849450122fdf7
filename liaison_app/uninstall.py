import frappe

from liaison_app.services import replacing, todo_escalations
from liaison_app.services.sample.loading import DAY_KEY
from liaison_app.setup.matters import remove_matters
from liaison_app.setup.roles import ROLES
from liaison_app.setup.workflows import remove_workflows


def before_uninstall() -> None:
	"""Take away what installing made outside the app's own DocTypes."""
	for doctype in ("Periodic Obligation", "Spot Check"):
		frappe.db.delete("ToDo", {"reference_type": doctype})
	for kind in (todo_escalations.KIND, replacing.KIND):
		frappe.db.delete("ToDo", {"name": ("like", f"{kind}-%")})
	frappe.defaults.clear_default(DAY_KEY)
	_remove_onboarding()
	remove_workflows()
	remove_matters()
	for role in ROLES:
		frappe.db.delete("Has Role", {"role": role})
		if frappe.db.exists("Role", role):
			frappe.delete_doc("Role", role, force=True, ignore_permissions=True)  # uninstalling, no user acts


def _remove_onboarding() -> None:
	"""Its steps belong to no module, so Frappe would leave them."""
	for name in frappe.get_all("Module Onboarding", {"module": "Liaison"}, pluck="name", order_by="name asc"):
		onboarding = frappe.get_doc("Module Onboarding", name)
		steps = [row.step for row in onboarding.steps]
		onboarding.delete(ignore_permissions=True, force=True)  # uninstalling, no user acts
		frappe.db.delete("Onboarding Step", {"name": ("in", steps)})
