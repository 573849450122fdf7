import frappe
from frappe import _
from frappe.model.document import Document

from liaison_app.liaison.checks import shown
from liaison_app.liaison.records import refuse_foreign_files
from liaison_app.services.official_forms import printing, templates

MOST_TOLD = 10


class LiaisonForm(Document):
	def validate(self) -> None:
		self.refuse_other_identity()
		if self.template and self.has_value_changed("template"):
			refuse_foreign_files(self, "template")
			self.refuse_public_template()
			self.refuse_bad_template()
		if self.print_format and self.has_value_changed("print_format"):
			self.refuse_foreign_print_format()

	def refuse_other_identity(self) -> None:
		"""Which forms there are is for the app to say."""
		if self.form not in templates.FORMS or self.form != self.name:
			frappe.throw(_("There is no official form {0}.").format(shown(self.form)))
		self.title = templates.FORMS[self.form].title

	def refuse_public_template(self) -> None:
		"""A template may show how the institution works: it is not for everyone who has the address."""
		if not self.template.startswith("/private/files/"):
			frappe.throw(_("Upload the template as a private file."))

	def refuse_bad_template(self) -> None:
		"""What is wrong is told place by place, so that it can be mended in Word."""
		told = templates.problems(self.form, self.template)
		if told:
			more = [_("And {0} more.").format(len(told) - MOST_TOLD)] if len(told) > MOST_TOLD else []
			frappe.throw(
				[shown(each) for each in (*told[:MOST_TOLD], *more)],
				title=_("The Template Cannot Be Used"),
				as_list=True,
			)

	def refuse_foreign_print_format(self) -> None:
		"""A Print Format of another DocType cannot print the form."""
		doctype = printing.PRINTED_OF[printing.of_whom(self.form)]
		if frappe.db.get_value("Print Format", self.print_format, "doc_type") != doctype:
			frappe.throw(_("Choose a Print Format of {0}.").format(_(doctype)))
