"""The private link of a user to a calendar: one at a time, stored as a fingerprint, revoked at any time."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from liaison_app.permissions import ROLES

DOCTYPE = "Liaison Calendar Feed"
SUFFIX = ".ics"
LONGEST_TOKEN = 100
NOTED_EVERY = timedelta(hours=1)


def create(user: str) -> str:
	"""A new link for the user, in place of the one before; returns its token, which is stored nowhere."""
	revoke(user)
	token = secrets.token_urlsafe(32)
	feed = frappe.new_doc(DOCTYPE)
	feed.update({"user": user, "active_for": user, "token_hash": fingerprint(token)})
	feed.created_on = now_datetime()
	feed.flags.liaison_button = True
	feed.insert(ignore_permissions=True)  # nobody makes one but through here, and for themselves
	return token


def revoke(user: str) -> bool:
	"""Make the user's link useless; whether there was one."""
	name = frappe.db.get_value(DOCTYPE, {"active_for": user})
	if not name:
		return False
	feed = frappe.get_doc(DOCTYPE, name)
	feed.update({"status": "Revoked", "revoked_on": now_datetime(), "active_for": None})
	feed.flags.liaison_button = True
	feed.save(ignore_permissions=True)  # the API asks whose it is
	return True


def status(user: str) -> dict[str, Any] | None:
	"""`created_on` and `last_used` of the user's link; None where there is none."""
	fields = ["created_on", "last_used"]
	found = frappe.db.get_value(DOCTYPE, {"active_for": user}, fields, as_dict=True)
	return dict(found) if found else None


def owner_of(token: str) -> str | None:
	"""The user whose link it is: not revoked, of an enabled user who still has a role of the app. Anything else is None."""
	asked = fingerprint(token.removesuffix(SUFFIX)[:LONGEST_TOKEN])
	fields = ["user", "status", "token_hash"]
	feed = frappe.db.get_value(DOCTYPE, {"token_hash": asked}, fields, as_dict=True)
	# The database compares without regard to case.
	if not feed or not hmac.compare_digest(feed.token_hash, asked) or feed.status != "Active":
		return None
	return str(feed.user) if _may_have_one(feed.user) else None


def _may_have_one(user: str) -> bool:
	is_enabled = bool(frappe.db.get_value("User", user, "enabled"))
	return is_enabled and (user == "Administrator" or bool(ROLES & set(frappe.get_roles(user))))


def note_use(user: str) -> bool:
	"""Note that the link was fetched, at most once an hour; whether something was written."""
	feed = frappe.db.get_value(DOCTYPE, {"active_for": user}, ["name", "last_used"], as_dict=True)
	now = now_datetime()
	if not feed or (feed.last_used and now - feed.last_used < NOTED_EVERY):
		return False
	frappe.db.set_value(DOCTYPE, feed.name, "last_used", now, update_modified=False)
	return True


def fingerprint(token: str) -> str:
	"""What is stored of a token. It is random and long, so that a plain hash cannot be guessed back."""
	return hashlib.sha256(token.encode()).hexdigest()
