from frappe.model.document import Document


class RosterWeek(Document):
	pass
