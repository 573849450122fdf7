import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import today

from liaison_app.liaison.checks import refuse_reversed, shown
from liaison_app.liaison.records import clean_texts

MOST_LEVELS = 20


class ContactTarget(Document):
	def validate(self) -> None:
		if not self.unit:
			frappe.throw(
				_("Say which unit {0} belongs to: duties and reviewers come from it.").format(
					shown(self.title)
				)
			)
		refuse_reversed(self, "active_from", "active_to")
		for row in self.tags:
			refuse_reversed(row)
		self.refuse_circle()

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)

	def onload(self) -> None:
		self.set_onload("may_read_sensitive", 1 in self.get_permlevel_access("read"))

	def refuse_circle(self) -> None:
		"""A target cannot lie inside itself, not by a detour either."""
		above, levels = self.parent_contact_target, 0
		while above and levels < MOST_LEVELS:
			if above == self.name:
				frappe.throw(
					_("{0} would lie inside itself. Choose another target around it.").format(
						shown(self.title)
					)
				)
			above, levels = frappe.db.get_value("Contact Target", above, "parent_contact_target"), levels + 1

	def get_permlevel_access(self, permission_type: str = "write") -> list[int]:
		"""Who holds the target now may read its sensitive fields, whatever the role."""
		levels = super().get_permlevel_access(permission_type)
		if permission_type == "read" and 1 not in levels and self.is_held_by(frappe.session.user):
			levels.append(1)
		return levels

	def is_held_by(self, user: str) -> bool:
		"""Whether the user's officer holds the target today."""
		officer = frappe.db.get_value("Liaison Officer", {"user": user})
		held = {"officer": officer, "target": self.name, "status": "Approved", "from_date": ("<=", today())}
		ends = officer and frappe.get_all("Liaison Assignment", held, pluck="to_date", order_by="name asc")
		return any(not end or str(end) >= today() for end in ends or ())
