"""Notification Logs in bulk, and the mails that go with them."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from html import unescape
from typing import Any

import frappe

from .failures import Failure, failure_from
from .failures import log as log_failures
from .tables import batches, insert_rows, select_in, table_of

LOG = "Notification Log"
FIELDS = (
	"name",
	"subject",
	"email_content",
	"for_user",
	"type",
	"document_type",
	"document_name",
	"from_user",
	"read",
)
AT_ONCE = 200  # messages of one transaction
Log = dict[str, Any]  # a message's FIELDS; subject and content are HTML


def name_of(kind: str, *parts: object) -> str:
	"""A name that says what the message says, so that no message is written twice: `LD-` and a digest of the parts."""
	text = "\x1f".join(str(part) for part in parts)
	return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:20]}"


def log(name: str, user: str, subject: str, content: str = "", doctype: str = "", document: str = "") -> Log:
	"""One message to one user; `subject` and `content` are HTML already, what users typed is escaped in them."""
	values = (name, subject, content, user, "Alert", doctype or None, document or None, "Administrator", 0)
	return dict(zip(FIELDS, values, strict=True))


def write(logs: Collection[Log]) -> None:
	"""Insert the messages; one that is there already stays as it is."""
	now = frappe.utils.now()
	record = {"creation": now, "modified": now, "owner": "Administrator", "modified_by": "Administrator"}
	lines = [(*each.values(), *record.values()) for each in logs]
	insert_rows(LOG, (*FIELDS, *record), lines)


def send_once(logs: Iterable[Log]) -> int:
	"""Write, and mail, those of the messages that nobody has written before; returns how many. Commits now and then, with the mails.

	Of two workers at once the one that comes second waits for the first and then leaves its messages alone.
	"""
	written = 0
	for some in batches(sorted(logs, key=lambda each: each["name"]), AT_ONCE):
		names = [each["name"] for each in some]
		before = _there(names)
		write([each for each in some if each["name"] not in before])
		# What another worker has committed since `before` was read is not seen here: what is, was written here.
		own = _there(names) - before
		mail([each for each in some if each["name"] in own])
		frappe.db.commit()
		written += len(own)
	return written


def _there(names: Collection[str]) -> set[str]:
	return {name for (name,) in select_in(LOG, ("name",), "name", names)}


def users_to_tell(users: Iterable[str]) -> set[str]:
	"""Those of the users who may log in and have not switched notifications off."""
	enabled = {
		name for (name,) in select_in("User", ("name",), "name", set(users), table_of("User").enabled == 1)
	}
	return enabled - _switched_off("enabled", enabled)


def _switched_off(setting: str, users: Collection[str]) -> set[str]:
	"""Those of the users whose Notification Settings have this switch off; who has no settings wants everything."""
	off = table_of("Notification Settings")[setting] == 0
	return {name for (name,) in select_in("Notification Settings", ("name",), "name", users, off)}


def mail(logs: Sequence[Log]) -> None:
	"""By mail too, where the site sends mail and the user wants it; one that cannot be queued is logged and undoes nothing."""
	if not logs or not site_sends_mail():
		return
	unwanted = _switched_off("enable_email_notifications", {each["for_user"] for each in logs})
	failed = [_queue_mail(each) for each in logs if each["for_user"] not in unwanted]
	log_failures([failure for failure in failed if failure])


def site_sends_mail() -> bool:
	"""Whether the site has an account to send mails from."""
	return bool(frappe.db.exists("Email Account", {"default_outgoing": 1, "enable_outgoing": 1}))


def _queue_mail(message: Log) -> Failure | None:
	try:
		frappe.sendmail(
			recipients=[message["for_user"]],
			subject=unescape(message["subject"]),
			message=message["email_content"],
			delayed=True,
		)
	except Exception as error:  # contained: the message is in the system notifications all the same
		return failure_from("User", message["for_user"], error)
	return None
