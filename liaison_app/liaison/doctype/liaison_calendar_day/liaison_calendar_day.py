from frappe.model.document import Document


class LiaisonCalendarDay(Document):
	pass
