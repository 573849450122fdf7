import frappe
from frappe import _
from frappe.model.document import Document

FIGURES = ("started", "ended", "message", "error_count")


class LiaisonImport(Document):
	def validate(self) -> None:
		if not self.is_new() and self.has_value_changed("workbook"):
			self.forget_last_run()

	def forget_last_run(self) -> None:
		"""What was found in another workbook says nothing about this one."""
		if self.status in ("Queued", "Running"):
			frappe.throw(_("The import is under way. Change the workbook when it has ended."))
		self.status = "Not Started"
		for field in FIGURES:
			self.set(field, None)
		self.counts = []
		self.import_errors = []
