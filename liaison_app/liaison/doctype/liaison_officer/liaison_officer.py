import frappe
from frappe import _
from frappe.model.document import Document

from liaison_app.liaison.checks import overlap, refuse_reversed, shown, span
from liaison_app.liaison.records import clean_texts

OFFICER_ROLE = "Liaison Officer"


class LiaisonOfficer(Document):
	def validate(self) -> None:
		self.check_posts()
		for row in self.leaves:
			refuse_reversed(row)
		if self.enabled:
			self.check_login()
		self.refuse_shared_login()
		self.point_out_missing_role()

	def _sanitize_content(self) -> None:
		super()._sanitize_content()
		clean_texts(self)

	def check_posts(self) -> None:
		"""Duties come from posts, so there is at least one, and none is held twice on a day."""
		if not self.tenures:
			frappe.throw(_("Give the officer at least one post: duties come from posts."))
		for row in self.tenures:
			refuse_reversed(row)
			for earlier in self.tenures[: row.idx - 1]:
				if row.post == earlier.post and overlap(_days(row), _days(earlier)):
					frappe.throw(
						_(
							"Rows {0} and {1} name the post {2} for the same days. Keep one, or correct the dates."
						).format(earlier.idx, row.idx, shown(row.post))
					)

	def check_login(self) -> None:
		"""To-dos need a reader: the officer's own login, or a clerk's."""
		if self.user:
			if not frappe.db.get_value("User", self.user, "enabled"):
				frappe.throw(
					_(
						"The login {0} is disabled. Enable it, choose another one, or disable the officer."
					).format(shown(self.user))
				)
		elif not self.clerk_users and not clerk_of_unit(self.unit):
			frappe.throw(
				_(
					"The officer has no login, so nobody would see the to-dos. Give a login, or name a clerk who records."
				)
			)

	def refuse_shared_login(self) -> None:
		"""The unique index makes sure; this names the other officer."""
		same = {"user": self.user, "name": ("!=", self.name or "")}
		other = self.user and frappe.db.get_value("Liaison Officer", same, "full_name")
		if other:
			frappe.throw(
				_("The login {0} belongs to {1} already. Each officer has a login of their own.").format(
					shown(self.user), shown(other)
				),
				frappe.DuplicateEntryError,
			)

	def point_out_missing_role(self) -> None:
		"""Roles are given by the site's administrator; without one the officer would see an empty desk."""
		if self.user and self.has_value_changed("user") and OFFICER_ROLE not in frappe.get_roles(self.user):
			frappe.msgprint(
				_("{0} has no role {1} yet: give it in the form of the user.").format(
					shown(self.user), _(OFFICER_ROLE)
				),
				alert=True,
				indicator="orange",
			)


def _days(tenure: Document) -> tuple:
	return span(tenure.from_date, tenure.to_date)


def clerk_of_unit(unit: str | None) -> str | None:
	"""The clerk of the unit or of the nearest unit above it."""
	place = unit and frappe.db.get_value("Liaison Unit", unit, ["lft", "rgt"])
	if not place:
		return None
	around = {"lft": ("<=", place[0]), "rgt": (">=", place[1]), "clerk": ("is", "set")}
	found = frappe.get_all("Liaison Unit", around, pluck="clerk", order_by="lft desc", limit=1)
	return found[0] if found else None
