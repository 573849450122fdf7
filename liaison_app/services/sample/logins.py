"""The sample's logins, written at once: Frappe takes a second for each user that is made by itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe.model.document import bulk_insert
from frappe.utils.password import update_password

Entry = Mapping[str, Any]


def add_logins(entries: Sequence[Entry], password: str, made: Counter[str]) -> None:
	"""Add the users that the site lacks, with their roles and this password; no mail is sent."""
	known = set(frappe.get_all("User", pluck="name", order_by="name asc"))
	users = [_user(entry) for entry in entries if entry["user"] not in known]
	if not users:
		return
	names = [user.name for user in users]
	bulk_insert("User", users)
	bulk_insert("Notification Settings", [_settings(name) for name in names])
	bulk_insert("DocShare", [_own_share(name) for name in names])
	for name in names:
		update_password(name, password)
	frappe.cache.delete_value(["users_for_mentions", "enabled_users"])
	made["User"] += len(users)


def _user(entry: Entry) -> Any:
	user = frappe.new_doc("User")  # with the defaults that writing in bulk would leave out
	user.update(
		{
			"name": entry["user"],
			"email": entry["user"],
			"first_name": entry["full_name"],
			"full_name": entry["full_name"],
			"enabled": 1,
			"send_welcome_email": 0,
			"user_type": "System User",
			"roles": [{"role": role} for role in entry["roles"]],
		}
	)
	user.set_social_login_userid("frappe", frappe.generate_hash(length=39))
	user.set_parent_in_children()
	for row in user.get_all_children():
		row.name = frappe.generate_hash(length=10)
	return user


def _settings(name: str) -> Any:
	return frappe.new_doc("Notification Settings").update({"name": name, "user": name})


def _own_share(name: str) -> Any:
	"""Everybody may change their own account."""
	shared = {"user": name, "share_doctype": "User", "share_name": name, "read": 1, "write": 1, "share": 1}
	return frappe.get_doc({"doctype": "DocShare", "name": frappe.generate_hash(length=10), **shared})
