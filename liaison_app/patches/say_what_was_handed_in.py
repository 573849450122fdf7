import frappe


def execute() -> None:
	"""Papers that were submitted before there was a state of their own are handed in."""
	table = frappe.qb.DocType("Duty Document")
	query = frappe.qb.update(table).set(table.status, "Handed In")
	query.where((table.docstatus == 1) & (table.status.isnull() | (table.status == "Draft"))).run()
