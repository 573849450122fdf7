"""Who is told by night: reviewers and managers of what stays overdue, managers of bad data.

Everything is a Notification Log whose name is derived from what it says, so that it is never sent twice.
"""

from collections.abc import Iterable, Sequence
from html import escape

from frappe import _

from liaison_app.engine.rows import Notice, Obligation

from . import messages
from .failures import Failure
from .labels import Labels
from .tables import select, select_in, table_of
from .todos import REFERENCE, languages_of


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
			title = labels.told(row, languages[user])
			subject = escape(_("Overdue since {0}: {1}", lang=languages[user]).format(notice.due, title))
			name = _notice_name(notice) + (f"-{number}" if number else "")
			logs.append(messages.log(name, user, subject, "", REFERENCE, row.name))
	messages.write(logs)
	return len(logs)


def _told(notice: Notice, row: Obligation, labels: Labels, managers: Sequence[str]) -> Sequence[str]:
	"""The users that a notice is for."""
	if notice.level == "Manager":
		return managers
	reviewer = labels.reviewer(row)
	return [reviewer] if reviewer else []


def _notice_name(notice: Notice) -> str:
	return messages.name_of("LN", notice.obligation, notice.due.isoformat(), notice.level)


def report_failures(run: str, failures: Sequence[Failure], managers: Sequence[str]) -> None:
	"""Tell every manager, once per run, how many records could not be worked out and which."""
	logs = []
	for user, language in sorted(languages_of(managers).items()):
		subject = _("Liaison run {0}: {1} records could not be worked out", lang=language).format(
			run, len(failures)
		)
		lines = (
			f"<li>{escape(f'{failure.doctype} {failure.name}: {failure.reason}')}</li>"
			for failure in failures[:50]
		)
		name, content = messages.name_of("LF", run, user), f"<ul>{''.join(lines)}</ul>"
		logs.append(messages.log(name, user, escape(subject), content, "Liaison Run", run))
	messages.write(logs)


def managers() -> list[str]:
	"""Enabled users with the role Liaison Manager."""
	holders = select("Has Role", ("parent",), table_of("Has Role").role == "Liaison Manager")
	enabled = table_of("User").enabled == 1
	return [
		name for (name,) in select_in("User", ("name",), "name", {parent for (parent,) in holders}, enabled)
	]
