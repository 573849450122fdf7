import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate

from liaison_app.liaison.checks import refuse_reversed, shown


class LiaisonTerm(Document):
	def validate(self) -> None:
		refuse_reversed(self, "first_day", "last_day")
		self.refuse_overlap()

	def refuse_overlap(self) -> None:
		"""Terms may not share a day: every teaching day belongs to one term."""
		other = frappe.get_all(
			"Liaison Term",
			{
				"name": ("!=", self.name or ""),
				"first_day": ("<=", self.last_day),
				"last_day": (">=", self.first_day),
			},
			["name", "first_day", "last_day"],
			order_by="first_day asc, name asc",
			limit=1,
		)
		if other:
			frappe.throw(
				_("The term overlaps {0} ({1} to {2}). Let one of them end before the other begins.").format(
					shown(other[0].name), formatdate(other[0].first_day), formatdate(other[0].last_day)
				)
			)
