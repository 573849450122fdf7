import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from liaison_app.liaison.checks import Span, overlap, refuse_reversed, shown, span
from liaison_app.liaison.following import FollowsWorkflow
from liaison_app.liaison.records import clean_texts, refuse_hidden_targets
from liaison_app.services import assigning, succession

HELD = ("Approved", "Ended")


class LiaisonAssignment(FollowsWorkflow):
	DECISIONS = ("Approved", "Ended", "Rejected", "Returned")
	CLOSED = ("Handed In", "Approved", "Ended", "Rejected")

	def validate(self) -> None:
		before = self.get_doc_before_save()
		refuse_hidden_targets(self, {before.target} if before else set(), self.target)
		self.title = f"{self.officer_name} → {self.target_title}"[:140]
		refuse_reversed(self)
		self.check_rule()
		if self.status == "Rejected":
			return
		if self.status == "Ended" and not (self.to_date and self.end_reason):
			frappe.throw(_("An ended assignment needs its last day and the reason."))
		self.refuse_outside_tenures()
		self.refuse_approval_for_leaver()
		self.refuse_outside_target()
		self.refuse_second_hold()
		succession.refuse_circle(self)
		self.ask_rule()

	def on_update(self) -> None:
		before = self.get_doc_before_save()
		if self.status == "Ended" and before and before.status == "Approved":
			if not self.flags.successors_come_later:
				succession.hand_on(self)
			succession.end_followers(self)

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)

	@property
	def days(self) -> Span:
		return span(self.from_date, self.to_date)

	def check_rule(self) -> None:
		"""The rule decides the regulation."""
		if not self.assignment_rule:
			return
		regulation = frappe.db.get_value("Liaison Assignment Rule", self.assignment_rule, "regulation")
		if self.regulation and self.regulation != regulation:
			frappe.throw(
				_(
					"The rule {0} belongs to the regulation {1}, not {2}. Choose a rule of the same regulation."
				).format(shown(self.assignment_rule), shown(regulation), shown(self.regulation))
			)
		self.regulation = regulation

	def ask_rule(self) -> None:
		"""Approving asks the rule: some findings forbid it, others are shown. An approved exception turns all into the latter."""
		if self.status != "Approved" or not self.assignment_rule or not self.is_newly_approved():
			return
		found = assigning.findings(self)
		refused = [finding for finding in found if finding.severity == "Refuse"]
		if refused:
			frappe.throw("<br>".join(assigning.messages(refused)), title=_("The Rule Does Not Allow This"))
		if found:
			frappe.msgprint("<br>".join(assigning.messages(found)), title=_("Note"), indicator="orange")

	def is_newly_approved(self) -> bool:
		"""Whether this save approves it, or changes who holds what when."""
		before = self.get_doc_before_save()
		asked = ("status", "officer", "target", "from_date", "to_date", "assignment_rule", "is_exception")
		return before is None or any(str(before.get(field)) != str(self.get(field)) for field in asked)

	def refuse_outside_tenures(self) -> None:
		"""Someone without a post on the first or last day owes nothing then."""
		posts = [span(row.from_date, row.to_date) for row in self.tenures()]
		for day in filter(None, self.days):
			if not any(overlap(post, (day, day)) for post in posts):
				frappe.throw(
					_(
						"{0} holds no post on {1}. Correct the dates here, or the posts of the officer."
					).format(shown(self.officer_name or self.officer), formatdate(day))
				)

	def refuse_approval_for_leaver(self) -> None:
		"""Who left while the decision was awaited would hold the target for ever."""
		before = self.get_doc_before_save()
		if self.status != "Approved" or self.to_date or not before or before.status in HELD:
			return
		last = max((row.to_date for row in self.tenures() if row.to_date), default=None)
		if last and getdate(last) < getdate() and all(row.to_date for row in self.tenures()):
			frappe.throw(
				_(
					"{0} left on {1}. Give the assignment a last day, or return it and choose another officer."
				).format(shown(self.officer_name or self.officer), formatdate(last))
			)

	def tenures(self) -> list:
		"""From and to of the officer's posts."""
		return frappe.get_all(
			"Officer Tenure",
			{"parent": self.officer, "parenttype": "Liaison Officer"},
			["from_date", "to_date"],
			order_by="from_date asc, name asc",
		)

	def refuse_outside_target(self) -> None:
		"""A target can be held only while it is there."""
		dates = frappe.db.get_value("Contact Target", self.target, ["active_from", "active_to"])
		active = span(*(dates or (None, None)))
		for day in filter(None, self.days):
			if not overlap(active, (day, day)):
				frappe.throw(
					_("{0} is not active on {1}. Correct the dates here, or those of the target.").format(
						shown(self.target_title or self.target), formatdate(day)
					)
				)

	def refuse_second_hold(self) -> None:
		"""One officer holds one target once at a time under a regulation."""
		others = frappe.get_all(
			"Liaison Assignment",
			{
				"officer": self.officer,
				"target": self.target,
				"regulation": self.regulation or ("is", "not set"),
				"status": ("!=", "Rejected"),
				"name": ("!=", self.name or ""),
			},
			["name", "from_date", "to_date"],
			order_by="from_date asc, name asc",
		)
		for other in others:
			if overlap(self.days, span(other.from_date, other.to_date)):
				frappe.throw(
					_(
						"{0} holds {1} already from {2}. End that assignment ({3}) first, or choose other dates."
					).format(
						shown(self.officer_name or self.officer),
						shown(self.target_title or self.target),
						formatdate(other.from_date),
						other.name,
					)
				)


def on_doctype_update() -> None:
	frappe.db.add_index("Liaison Assignment", ["officer", "target"])
	frappe.db.add_index("Liaison Assignment", ["target", "status"])
