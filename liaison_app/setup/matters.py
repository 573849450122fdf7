"""Channels, kinds and the route of matters, as the app proposes them once; what the institution makes of them stays."""

from typing import Any

import frappe

SEEDED = "liaison_matters_seeded"  # a default: made once, even if they are gone now
CHANNELS = ("Visit", "Letter", "Mailbox", "Reception Day", "Proposal", "Web Form", "Phone", "Event")
SIFTED = ("Letter", "Mailbox")
KINDS = (
	"Teaching",
	"Student Affairs",
	"Logistics",
	"Research",
	"Staff",
	"Party Building",
	"Aid",
	"Proposal",
	"Other",
)
ROUTE = "Standard Route"
LEVELS = (("Special Meeting", 3), ("President's Meeting", 10), ("Committee", 20))


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
