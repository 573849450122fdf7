from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cast, formatdate, getdate

from liaison_app.liaison.checks import shown
from liaison_app.liaison.records import clean_texts, refuse_foreign_files, refuse_hidden_targets
from liaison_app.matters import course
from liaison_app.services.matters import (
	dispatching,
	register,
	rights,
	routes,
	secrecy,
	standing,
	steps,
	telling,
	todos,
)


class RaisedMatter(Document):
	def before_insert(self) -> None:
		self.keep_course()
		register.choose_unit(self)

	def validate(self) -> None:
		self.keep_course()
		if getdate(self.raised_on) > getdate():
			frappe.throw(
				_("{0} is still to come. Say when it was raised.").format(formatdate(self.raised_on))
			)
		self.refuse_hidden_origin()
		refuse_foreign_files(self, "attachment")
		self.keep_secret()
		if self.is_new():
			self.enter_in_register()
		elif self.status == "Registered" and self.has_value_changed("kind"):
			self.route = routes.route_of(self.kind)
			standing.bring_up_to_date(self)

	def enter_in_register(self) -> None:
		"""Number, route and first deadline; letters are put before the leader in whose charge they are."""
		self.registered_on = getdate()
		self.status = "Registered"
		self.route = routes.route_of(self.kind)
		if frappe.db.get_value("Matter Channel", self.channel, "sifted"):
			self.leader = dispatching.propose_leader(self.kind)
		register.give_number(self)
		standing.bring_up_to_date(self)
		steps.add_step(self, "Register", None)

	def after_insert(self) -> None:
		todos.synchronise([self.name])

	def onload(self) -> None:
		"""What the form offers to this user."""
		parts = rights.parts_of(self)
		top = (self.level or 0) >= len(routes.read(self.route).levels)
		possible = course.next_steps(self.status, paused=bool(self.paused), top_level=top)
		self.set_onload("steps", [step for step in possible if rights.may_take(self, step, parts)])
		self.set_onload("may_tell_on_site", bool(telling.raiser_of(self) or self.ticket_hash))
		self.set_onload("usual_unit", frappe.db.get_value("Matter Kind", self.kind, "unit"))

	def keep_course(self) -> None:
		"""What the steps write nobody types: it stays as it was, or empty in a new matter."""
		if self.flags.takes_step:
			return
		before = self.get_doc_before_save()
		for field in self.meta.get("fields", {"read_only": 1}):
			if before:
				self.set(field.fieldname, before.get(field.fieldname))
			elif not field.fieldname.startswith("register_"):
				default = cast(field.fieldtype, field.default) if field.default else None
				self.set(field.fieldname, [] if field.fieldtype == "Table" else default)

	def keep_secret(self) -> None:
		before = self.get_doc_before_save()
		if before and before.secret and not self.secret:
			self.refuse_disclosure()
			secrecy.bring_back(self)
		secrecy.put_away(self)

	def refuse_disclosure(self) -> None:
		"""Only who may read who raised it may make it known."""
		if 1 not in self.get_permlevel_access("read") and frappe.session.user != "Administrator":
			frappe.throw(_("Only the roles that know who raised it may say so."), frappe.PermissionError)

	def refuse_hidden_origin(self) -> None:
		"""Whoever names a visit, an event or a target is told its title: they must be able to find it."""
		before = self.get_doc_before_save()
		refuse_hidden_targets(self, {before.raiser_target} if before else set(), self.raiser_target)
		for field, doctype in (("visit", "Contact Visit"), ("event", "Trigger Event")):
			name = self.get(field)
			if name and self.has_value_changed(field) and not self.flags.ignore_permissions:
				if not frappe.has_permission(doctype, "read", name):
					frappe.throw(_("You may not read {0}.").format(shown(name)), frappe.PermissionError)

	def on_update(self) -> None:
		if self.has_value_changed("secret"):
			secrecy.forget_versions(self)

	def on_trash(self) -> None:
		frappe.throw(_("What is registered stays. Close the matter and say why."))

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)


def on_doctype_update() -> Any:
	frappe.db.add_index("Raised Matter", ["register_unit", "register_year", "register_number"])
