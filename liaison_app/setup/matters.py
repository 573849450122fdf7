"""Channels, kinds and the route of matters, as the app proposes them once; what the institution makes of them stays."""

from typing import Any

import frappe


def _(text: str) -> str:
	"""Mark the word for translation: it is stored in English, and shown in the language of each reader."""
	return text


SEEDED = "liaison_matters_seeded"  # a default: made once, even if they are gone now
CHANNELS = (
	_("Visit"),
	_("Letter"),
	_("Mailbox"),
	_("Reception Day"),
	_("Proposal"),
	_("Web Form"),
	_("Phone"),
	_("Event"),
)
SIFTED = ("Letter", "Mailbox")
KINDS = (
	_("Teaching"),
	_("Student Affairs"),
	_("Logistics"),
	_("Research"),
	_("Staff"),
	_("Party Building"),
	_("Aid"),
	_("Proposal"),
	_("Other"),
)
ROUTE = _("Standard Route")
LEVELS = ((_("Special Meeting"), 3), (_("President's Meeting"), 10), (_("Committee"), 20))


def ensure_matters() -> None:
	"""What a matter needs to be registered at all."""
	if frappe.db.get_default(SEEDED):
		return
	for name in CHANNELS:
		_make("Matter Channel", name, channel_name=name, sifted=int(name in SIFTED))
	for name in KINDS:
		_make("Matter Kind", name, kind_name=name, for_web=int(name != "Aid"))
	levels = [{"level_name": name, "after_days": days} for name, days in LEVELS]
	if not frappe.db.exists("Matter Route", {"is_standard": 1}):
		_make("Matter Route", ROUTE, route_name=ROUTE, is_standard=1, levels=levels)
	frappe.db.set_default(SEEDED, "1")


def remove_matters() -> None:
	"""What is left outside of the app's DocTypes."""
	frappe.defaults.clear_default(SEEDED)


def _make(doctype: str, name: str, **values: Any) -> None:
	if not frappe.db.exists(doctype, name):
		document = frappe.get_doc({"doctype": doctype, **values})
		document.insert(ignore_permissions=True)  # installing, no user acts
