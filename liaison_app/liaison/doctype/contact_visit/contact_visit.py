import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, format_datetime, formatdate, get_datetime, getdate, now_datetime, today

from liaison_app.liaison.checks import overlap, refuse_repeated, shown, span

LONGEST_MINUTES = 24 * 60
CLOCKS_DIFFER_MINUTES = 5


class ContactVisit(Document):
	def validate(self) -> None:
		self.check_people()
		self.check_time()
		self.refuse_inactive_targets()
		if self.outcome != "Done" and not self.outcome_reason:
			frappe.throw(_("Say why the contact did not take place."))
		self.title = self.make_title()
		self.keep_account_of_others()

	def before_submit(self) -> None:
		self.keep_first_recording()
		from liaison_app.services import settling

		settling.refuse_closed(self)

	def on_submit(self) -> None:
		from liaison_app.services import settling

		settling.visit_changed(self)

	def before_cancel(self) -> None:
		from liaison_app.services import settling

		settling.refuse_cancel_of_closed(self)

	def on_cancel(self) -> None:
		from liaison_app.services import settling

		settling.visit_changed(self)

	def onload(self) -> None:
		self.set_onload("may_read_account", self.may_read_account(frappe.session.user))

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
		"""What counts is the first submission: a correction must not make an early record late."""
		first = self.amended_from and frappe.db.get_value(
			"Contact Visit", self.amended_from, ["recorded_on", "recorded_by"]
		)
		self.recorded_on, self.recorded_by = first if first and first[0] else (today(), frappe.session.user)

	def keep_account_of_others(self) -> None:
		"""Who amends a visit without being allowed to read its account hands it on unseen."""
		if self.is_new() and self.amended_from and not self.is_present():
			self.confidential_account = frappe.db.get_value(
				"Contact Visit", self.amended_from, "confidential_account"
			)

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
