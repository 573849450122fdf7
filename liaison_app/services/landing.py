"""Where the desk opens: officers and clerks begin with what they owe, unless they or the site chose another place."""

from typing import Any
from urllib.parse import urljoin, urlsplit

import frappe
from frappe.utils import get_url_to_list

PAGE = "my-duties"
BEGIN_HERE = {"Liaison Officer", "Liaison Clerk"}
BEGIN_ELSEWHERE = {"Liaison Reviewer", "Liaison Manager", "System Manager"}
APP = "liaison_app"


def after_login(login_manager: Any) -> None:
	"""Session hook: the login page goes on to My Duties, unless it was asked for another one."""
	response = frappe.local.response
	if response.get("home_page") and begins_with_duties(login_manager.user):
		# The desk's address differs between versions of Frappe, so it is taken from one that Frappe makes.
		response["home_page"] = urljoin(urlsplit(get_url_to_list("Periodic Obligation")).path, PAGE)


def extend_boot(bootinfo: Any) -> None:
	"""Boot hook: the desk without a page in its address shows My Duties."""
	if bootinfo.get("home_page") != "setup-wizard" and begins_with_duties(frappe.session.user):
		bootinfo["home_page"] = PAGE


def begins_with_duties(user: str) -> bool:
	"""Whether My Duties is the user's first page."""
	roles = set(frappe.get_roles(user))
	if not BEGIN_HERE & roles or BEGIN_ELSEWHERE & roles:
		return False
	account = frappe.get_cached_doc("User", user)
	chosen_app = account.get("default_app") or frappe.get_system_settings("default_app")
	return not account.get("default_workspace") and (chosen_app or APP) == APP
