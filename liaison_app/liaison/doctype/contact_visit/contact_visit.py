import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, format_datetime, formatdate, get_datetime, getdate, now_datetime, today

from liaison_app.liaison.checks import overlap, refuse_repeated, shown, span
from liaison_app.liaison.records import (
	amended_by_right,
	clean_texts,
	refuse_changes_by_cancelling,
	refuse_foreign_amendment,
	refuse_foreign_files,
	refuse_hidden_targets,
)

LONGEST_MINUTES = 24 * 60
CLOCKS_DIFFER_MINUTES = 5


class ContactVisit(Document):
	def validate(self) -> None:
		refuse_foreign_amendment(self)
		self.refuse_hidden_targets()
		if self.amended_from:
			self.client_key = None  # belongs to what was sent; a correction was not
			self.keep_distrust()
		self.check_people()
		self.check_time()
		self.refuse_inactive_targets()
		if self.outcome != "Done" and not self.outcome_reason:
			frappe.throw(_("Say why the contact did not take place."))
		self.check_findings()
		self.title = self.make_title()
		refuse_foreign_files(self, "attachment", "report")
		self.keep_account_of_others()
		self.refuse_new_readers()
		if self.docstatus.is_draft():
			self.recorded_on = self.recorded_by = None
			self.officer_confirmed = 0

	def keep_distrust(self) -> None:
		"""A correction is no way out of a reviewer's doubt."""
		from liaison_app.services import distrust

		if self.is_new():
			distrust.carry_over(self, amended_by_right(self))

	def before_submit(self) -> None:
		self.keep_first_recording()
		from liaison_app.services import settling

		settling.refuse_closed(self)

	def on_submit(self) -> None:
		from liaison_app.services import on_behalf, settling
		from liaison_app.services.documents import observing
		from liaison_app.services.honesty import checking

		settling.visit_changed(self)
		observing.visit_submitted(self)
		checking.visit_changed(self)
		on_behalf.tell_officers(self)

	def before_update_after_submit(self) -> None:
		"""Whether it was as a clerk recorded it is for those to say who were there."""
		confirmed_before = self.get_doc_before_save().officer_confirmed
		if self.officer_confirmed != confirmed_before and not self.is_present():
			frappe.throw(_("Only an officer who took part can confirm the contact."), frappe.PermissionError)

	def before_cancel(self) -> None:
		from liaison_app.services import settling

		self.refuse_changes_by_cancelling()
		settling.refuse_cancel_of_closed(self)

	def on_cancel(self) -> None:
		from liaison_app.services import settling

		settling.visit_changed(self)

	def onload(self) -> None:
		from liaison_app.services import distrust, on_behalf

		self.set_onload("may_read_account", self.may_read_account(frappe.session.user))
		self.set_onload("may_confirm", on_behalf.may_confirm(self))
		self.set_onload("may_judge", self.docstatus.is_submitted() and distrust.may_judge(self))

	def check_people(self) -> None:
		"""A visit is of someone with someone, each named once."""
		if not self.officers:
			frappe.throw(_("Name the officers who took part."))
		if not self.targets:
			frappe.throw(_("Name the targets of the contact: with whom it was."))
		refuse_repeated(self.officers, "officer", _("The officer {0} is named twice. Keep one."))
		refuse_repeated(self.targets, "target", _("The target {0} is named twice. Keep one."))

	def check_time(self) -> None:
		"""A visit lies in the past and lasts a day at most."""
		if get_datetime(self.start) > add_to_date(now_datetime(), minutes=CLOCKS_DIFFER_MINUTES):
			frappe.throw(
				_("{0} is still to come. Record the contact when it has taken place.").format(
					format_datetime(self.start)
				)
			)
		minutes = self.duration_minutes or 0
		if minutes > LONGEST_MINUTES:
			frappe.throw(
				_(
					"{0} minutes are more than 24 hours. Correct the duration, or record one visit for each day."
				).format(minutes)
			)
		if minutes < 0:
			frappe.throw(_("The duration cannot be negative."))

	def refuse_hidden_targets(self) -> None:
		"""A visit tells the titles of its targets."""
		before = self.get_doc_before_save() or (
			frappe.get_doc("Contact Visit", self.amended_from) if self.amended_from else None
		)
		known = {row.target for row in before.targets} if before else set()
		if any(row.role == "Teacher" for row in self.targets):  # as the timetable names them, seen or not
			from liaison_app.services import timetable

			known |= timetable.named_beside(row.target for row in self.targets if row.target)
		refuse_hidden_targets(self, known, *(row.target for row in self.targets))

	def check_findings(self) -> None:
		"""Something that is not in order is described: somebody has to mend it."""
		for row in self.checks:
			if row.finding == "Not in Order" and not row.note:
				frappe.throw(
					_("Check list, row {0}: say what is not in order about {1}.").format(
						row.idx, shown(row.item)
					)
				)

	def refuse_inactive_targets(self) -> None:
		"""A target that was not there on the day cannot have been visited."""
		day = getdate(self.start)
		names = [row.target for row in self.targets]
		fields = ["title", "active_from", "active_to"]
		for target in frappe.get_all("Contact Target", {"name": ("in", names)}, fields, order_by="name asc"):
			if not overlap(span(target.active_from, target.active_to), (day, day)):
				frappe.throw(
					_("{0} was not active on {1}. Correct the day, or choose another target.").format(
						shown(target.title), formatdate(day)
					)
				)

	def keep_first_recording(self) -> None:
		"""What counts is the first submission: a correction must not make an early record late, nor a new one early."""
		self.recorded_on, self.recorded_by = today(), frappe.session.user
		self.officer_confirmed = 0
		first = amended_by_right(self)
		if first and first.recorded_on and self.is_same_contact(first):
			self.recorded_on = max(getdate(first.recorded_on), getdate(self.start))
			self.recorded_by = first.recorded_by

	def is_same_contact(self, first: "ContactVisit") -> bool:
		"""Whether the same officers were there on the same day, whatever else was corrected."""
		return self.named_officers() == first.named_officers() and getdate(self.start) == getdate(first.start)

	def named_officers(self) -> set[str]:
		"""The names of the officers of the visit."""
		return {row.officer for row in self.officers if row.officer}

	def keep_account_of_others(self) -> None:
		"""Who amends a visit without being allowed to read its account hands it on unseen, to nobody new."""
		if not self.is_new() or not self.amended_from or self.is_present():
			return
		first = frappe.get_doc("Contact Visit", self.amended_from)
		handed_on = self.named_officers() <= first.named_officers()
		self.confidential_account = first.confidential_account if handed_on else None
		if first.confidential_account and not handed_on:
			frappe.msgprint(
				_(
					"The confidential account was not taken over from {0}: not all officers named here took part in it."
				).format(shown(first.name))
			)

	def refuse_new_readers(self) -> None:
		"""Who may not read the account cannot show it to others, nor to himself or herself, by naming officers."""
		before = self.get_doc_before_save()
		if not before or not before.confidential_account or before.may_read_account(frappe.session.user):
			return
		if self.named_officers() - before.named_officers():
			frappe.throw(
				_(
					"This contact has a confidential account. Only officers who took part can name further officers."
				),
				frappe.PermissionError,
			)

	def refuse_changes_by_cancelling(self) -> None:
		"""A cancellation leaves the visit as it was."""
		refuse_changes_by_cancelling(self, "recorded_on", "recorded_by", "start", "attachment", "report")
		if self.named_officers() != self.get_doc_before_save().named_officers():
			frappe.throw(_("Cancelling changes nothing else. Reload the document, then cancel it."))

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)

	def make_title(self) -> str:
		"""With whom it was, short."""
		titles = [row.target_title or row.target for row in self.targets]
		more = _(" and {0} more").format(len(titles) - 2) if len(titles) > 2 else ""
		return ", ".join(titles[:2])[:120] + more

	def get_permlevel_access(self, permission_type: str = "write") -> list[int]:
		"""The confidential account belongs to those present and to the roles that a rule names, whatever their role."""
		levels = super().get_permlevel_access(permission_type)
		allowed = (
			self.may_read_account(frappe.session.user) if permission_type == "read" else self.is_present()
		)
		return [*levels, 1] if allowed and 1 not in levels else levels

	def may_read_account(self, user: str) -> bool:
		"""Whether the user took part, or has a role that a confidential rule names."""
		if user == "Administrator" or self.is_present(user):
			return True
		return bool(set(frappe.get_roles(user)) & _roles_of_confidential_rules())

	def is_present(self, user: str | None = None) -> bool:
		"""Whether the user is one of the officers of the visit."""
		names = [row.officer for row in self.officers if row.officer]
		mine = {"user": user or frappe.session.user, "name": ("in", names)}
		return bool(names and frappe.db.exists("Liaison Officer", mine))


def _roles_of_confidential_rules() -> set[str]:
	rules = frappe.get_all("Duty Rule", {"confidential": 1}, pluck="name")
	named = {"parenttype": "Duty Rule", "parentfield": "confidential_roles", "parent": ("in", rules)}
	return set(frappe.get_all("Liaison Role Link", named, pluck="role")) if rules else set()


def on_doctype_update() -> None:
	frappe.db.add_index("Contact Visit", ["docstatus", "start"])
