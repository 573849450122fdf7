"""The web form for matters: open to whom the settings say."""

from typing import Any

import frappe
from frappe import _

from liaison_app.services.matters import web

no_cache = 1


def get_context(context: Any) -> None:
	"""What the page shows; sends to the login whoever has to log in first."""
	who = web.who_may()
	if who == web.LOGIN and frappe.session.user == "Guest":
		frappe.local.flags.redirect_location = "/login?redirect-to=/raise_matter"
		raise frappe.Redirect
	context.no_cache = 1
	context.title = _("Raise a Matter")
	context.is_open = web.is_open()
	context.may_be_anonymous = who == web.ANYONE
	context.stamp = web.new_stamp() if context.is_open else ""
	context.kinds = [(name, _(name)) for name in web.kinds()]
	context.most_megabytes = web.most_megabytes()
	context.name_known = frappe.session.user != "Guest"
