import frappe
from frappe import _
from frappe.model.document import Document

from liaison_app.liaison.checks import refuse_repeated, shown


class MatterRoute(Document):
	def validate(self) -> None:
		refuse_repeated(self.levels, "level_name", _("The level {0} is named twice. Keep one."))
		waits = [row.after_days for row in self.levels if row.after_days]
		if waits != sorted(set(waits)):
			frappe.throw(
				_("A higher level comes later: give each level more working days than the one before.")
			)
		other = frappe.db.get_value("Matter Route", {"is_standard": 1, "name": ("!=", self.name)})
		if self.is_standard and other:
			frappe.throw(
				_("{0} is the standard route already. Take its tick away first.").format(shown(other))
			)
