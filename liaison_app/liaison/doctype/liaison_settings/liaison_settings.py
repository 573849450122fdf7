import frappe
from frappe import _
from frappe.model.document import Document


class LiaisonSettings(Document):
	def validate(self) -> None:
		for field in ("horizon_days", "chunk_size"):
			if (self.get(field) or 0) < 1:
				frappe.throw(_("{0} must be 1 or more.").format(_(self.meta.get_label(field))))
		if not 0 <= (self.digest_hour or 0) <= 23:
			frappe.throw(_("{0} must be from 0 to 23.").format(_(self.meta.get_label("digest_hour"))))
		self.check_thresholds()

	def check_thresholds(self) -> None:
		"""What the checks of visits go by makes sense."""
		for field in ("similarity_of_others", "similarity_of_own"):
			if self.get(field) and not 50 <= self.get(field) <= 100:
				frappe.throw(_("{0} must be from 50 to 100.").format(_(self.meta.get_label(field))))
		for field in ("bulk_share", "spot_share"):
			if not 0 <= (self.get(field) or 0) <= 100:
				frappe.throw(_("{0} must be from 0 to 100.").format(_(self.meta.get_label(field))))
		for row in self.spot_shares:
			if not 0 <= (row.share or 0) <= 100:
				frappe.throw(_("{0} must be from 0 to 100.").format(_(self.meta.get_label("spot_shares"))))
