"""The page on which an answer is looked up by its ticket number."""

from typing import Any

import frappe
from frappe import _

from liaison_app.matters.course import OUTCOMES, STATES
from liaison_app.services.matters import web

no_cache = 1


def get_context(context: Any) -> None:
	"""Nothing but the texts: the number is sent by itself, so that it stands in no address."""
	context.no_cache = 1
	context.title = _("Look Up an Answer")
	context.is_open = web.who_may() != web.OFF
	context.words = frappe.as_json({text: _(text) for text in (*STATES, *OUTCOMES)}).replace("<", "\\u003c")
