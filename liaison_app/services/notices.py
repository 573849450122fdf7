"""Who is told: reviewers and managers of what stays overdue, officers of what is due today, managers of bad data.

Everything is a Notification Log whose name is derived from what it says, so that it is never sent twice.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from html import escape
from typing import Any

import frappe
from frappe import _

from liaison_app.engine.rows import Notice, Obligation

from .failures import Failure, failure_from
from .failures import log as log_failures
from .labels import Labels
from .tables import insert_rows, select, select_in, table_of
from .todos import OPEN_STATES, REFERENCE, languages_of

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


def told_among(notices: Iterable[Notice]) -> set[Notice]:
	"""Those of the notices that were given before."""
	by_name = {_notice_name(notice): notice for notice in notices}
	return {by_name[name] for (name,) in select_in("Notification Log", ("name",), "name", by_name)}


def tell(
	notices: Sequence[Notice], rows: dict[str, Obligation], labels: Labels, managers: Sequence[str]
) -> int:
	"""One message per notice to the reviewer of the row's unit, or to every manager. Returns how many were written."""
	logs = []
	told = {notice: _told(notice, rows[notice.obligation], labels, managers) for notice in notices}
	languages = languages_of(user for users in told.values() for user in users)
	for notice, users in told.items():
		row = rows[notice.obligation]
		for number, user in enumerate(users):
			subject = _("Overdue since {0}: {1}", lang=languages[user]).format(notice.due, labels.told(row))
			name = _notice_name(notice) + (f"-{number}" if number else "")
			logs.append(_log(name, user, subject, "", REFERENCE, row.name))
	_write(logs)
	return len(logs)


def _told(notice: Notice, row: Obligation, labels: Labels, managers: Sequence[str]) -> Sequence[str]:
	"""The users that a notice is for."""
	if notice.level == "Manager":
		return managers
	reviewer = labels.reviewer(row)
	return [reviewer] if reviewer else []


def _notice_name(notice: Notice) -> str:
	text = "\x1f".join((notice.obligation, notice.due.isoformat(), notice.level))
	return "LN-" + hashlib.sha256(text.encode()).hexdigest()[:20]


def send_digests(today: date) -> int:
	"""One message to each user with something due or overdue, at most once a day. Returns how many were written."""
	table = table_of(REFERENCE)
	rows = select(
		REFERENCE,
		("responsible_user", "title", "period_label", "next_due", "state"),
		table.state.isin(OPEN_STATES),
		table.responsible_user.isnotnull(),
		table.frozen == 0,
	)
	by_user: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
	for user, *rest in rows:
		by_user[user].append(tuple(rest))
	names = {_digest_name(today, user): user for user in by_user}
	sent = {name for (name,) in select_in("Notification Log", ("name",), "name", names)}
	languages = languages_of(by_user)
	logs = [
		_digest(name, user, languages[user], by_user[user])
		for name, user in sorted(names.items())
		if name not in sent
	]
	_write(logs)
	_mail(logs)
	return len(logs)


def _digest_name(today: date, user: str) -> str:
	return "LD-" + hashlib.sha256(f"{today}\x1f{user}".encode()).hexdigest()[:20]


def _digest(name: str, user: str, language: str, rows: list[tuple[Any, ...]]) -> dict[str, Any]:
	overdue = sum(state == "Overdue" for *_rest, state in rows)
	subject = _("{0} duties of contact are due, {1} of them overdue", lang=language).format(
		len(rows), overdue
	)
	lines = (
		f"<li>{escape(f'{title} ({period})')} &ndash; {due}</li>"
		for title, period, due, _state in sorted(rows, key=lambda row: row[2])
	)
	return _log(name, user, subject, f"<ul>{''.join(lines)}</ul>", "", "")


def report_failures(run: str, failures: Sequence[Failure], managers: Sequence[str]) -> None:
	"""Tell every manager, once per run, how many records could not be worked out and which."""
	logs = []
	for user, language in sorted(languages_of(managers).items()):
		subject = _("Liaison run {0}: {1} records could not be worked out", lang=language).format(
			run, len(failures)
		)
		lines = (
			f"<li>{frappe.utils.escape_html(f'{failure.doctype} {failure.name}: {failure.reason}')}</li>"
			for failure in failures[:50]
		)
		digest = hashlib.sha256(f"{run}\x1f{user}".encode()).hexdigest()[:20]
		logs.append(_log("LF-" + digest, user, subject, f"<ul>{''.join(lines)}</ul>", "Liaison Run", run))
	_write(logs)


def managers() -> list[str]:
	"""Enabled users with the role Liaison Manager."""
	holders = select("Has Role", ("parent",), table_of("Has Role").role == "Liaison Manager")
	enabled = table_of("User").enabled == 1
	return [
		name for (name,) in select_in("User", ("name",), "name", {parent for (parent,) in holders}, enabled)
	]


def _log(name: str, user: str, subject: str, content: str, doctype: str, document: str) -> dict[str, Any]:
	values = (
		name,
		subject,
		content,
		user,
		"Alert",
		doctype or None,
		document or None,
		"Administrator",
		0,
	)
	return dict(zip(FIELDS, values, strict=True))


def _write(logs: Collection[dict[str, Any]]) -> None:
	now = frappe.utils.now()
	record = {"creation": now, "modified": now, "owner": "Administrator", "modified_by": "Administrator"}
	lines = [(*log.values(), *record.values()) for log in logs]
	insert_rows("Notification Log", (*FIELDS, *record), lines)


def _mail(logs: Sequence[dict[str, Any]]) -> None:
	"""By mail too, where the site sends mail; one that cannot be queued is logged and does not undo the run."""
	if not frappe.db.exists("Email Account", {"default_outgoing": 1, "enable_outgoing": 1}):
		return
	failed = []
	for log in logs:
		try:
			frappe.sendmail(
				recipients=[log["for_user"]],
				subject=log["subject"],
				message=log["email_content"],
				delayed=True,
			)
		except Exception as error:  # contained: the message is in the system notifications all the same
			failed.append(failure_from("User", log["for_user"], error))
	log_failures(failed)
