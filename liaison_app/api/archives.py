"""Archives: how far one is, and going on with one that stopped. Asking for one is making a Liaison Archive; its file is a private one."""

from typing import Any

import frappe

from liaison_app.services.archives import requests


@frappe.whitelist(methods=["GET", "POST"])
def status(archive: str) -> dict[str, Any]:
	"""`status`, `progress` (percent), `message`, and `lost` where it does not go on by itself. Raises PermissionError."""
	frappe.has_permission("Liaison Archive", "read", archive, throw=True)
	return requests.status_of(archive)


@frappe.whitelist(methods=["POST"])
def again(archive: str) -> None:
	"""Go on with an archive that has failed or was lost. Raises PermissionError, and ValidationError for one that goes on by itself."""
	frappe.has_permission("Liaison Archive", "read", archive, throw=True)
	requests.again(archive)
