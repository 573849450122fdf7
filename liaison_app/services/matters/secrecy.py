"""Who raised a matter, put away where it is to be secret: behind a permission level, and out of everything that tells it beside."""

from typing import Any

import frappe

OPEN_FIELDS = ("raiser_name", "raiser_contact", "raiser_target", "raiser_user")
NOBODY = "Guest"


def put_away(doc: Any) -> None:
	"""Move what was entered about the raiser of a secret matter behind the permission level.

	Whoever enters it need not be able to read it afterwards. What is empty leaves what was put away before.
	"""
	if not doc.secret:
		return
	for field in OPEN_FIELDS:
		if doc.get(field):
			doc.set(field.replace("raiser_", "secret_"), doc.get(field))
			doc.set(field, None)


def bring_back(doc: Any) -> None:
	"""A matter that is no longer secret shows again who raised it."""
	for field in OPEN_FIELDS:
		secret = field.replace("raiser_", "secret_")
		if doc.get(secret):
			doc.set(field, doc.get(field) or doc.get(secret))
			doc.set(secret, None)


def forget_versions(doc: Any) -> None:
	"""What was open once and is secret now is no longer in the versions; newer ones never hold it."""
	if doc.secret:
		frappe.db.delete("Version", {"ref_doctype": doc.doctype, "docname": doc.name})
