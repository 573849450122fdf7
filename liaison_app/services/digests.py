"""The daily digest: whoever is responsible reads once a day what is due and what is overdue, in their own language."""

from collections import defaultdict
from datetime import date, datetime
from html import escape
from typing import Any

from frappe import _
from frappe.utils import get_url_to_form, get_url_to_list

from . import messages, settings, weekly_digests
from .digest_html import and_more, link, paragraph, section
from .duty_titles import RuleTitle, duty, read_titles
from .tables import select, table_of
from .todos import OPEN_STATES, REFERENCE, describe, languages_of

RUN = "Liaison Run"
FIELDS = (
	"name",
	"rule",
	"responsible_user",
	"subject_title",
	"period_label",
	"next_due",
	"state",
	"done",
	"quantity",
	"quantity_unit",
)
MOST_LISTED = 50
LAST_HOUR = 23
MY_DUTIES = "My Duties"  # a page, whose address is made as that of a list
Row = dict[str, Any]


def send_due(now: datetime) -> int:
	"""Send what has come up by this time of the site; returns how many messages. Called every hour, sends each digest once.

	A digest whose hour was missed goes out later on the same day, and a weekly one later in the same week.
	"""
	if now.hour < settings.hour("digest_hour") or not _night_is_over(now):
		return 0
	sent = 0
	if settings.is_on("digest_enabled") and settings.day("last_digest") != now.date():
		sent += send_daily(now.date())
		settings.note("last_digest", now.date())
	week = weekly_digests.week_to_report(now.date())
	if week and settings.day("last_weekly_digest") != week:
		sent += weekly_digests.send_weekly(now.date(), week)
		settings.note("last_weekly_digest", week)
	return sent


def _night_is_over(now: datetime) -> bool:
	"""Whether the states are those of today: its run is done, was lost twice, or the day is nearly over."""
	runs = select(RUN, ("status", "attempt"), table_of(RUN).run_date == now.date())
	return now.hour >= LAST_HOUR or any(status == "Completed" or attempt > 1 for status, attempt in runs)


def send_daily(today: date) -> int:
	"""One message to each user who is responsible for something due or overdue, if none was written today yet."""
	table = table_of(REFERENCE)
	rows = select(
		REFERENCE,
		FIELDS,
		table.state.isin(OPEN_STATES),
		table.responsible_user.isnotnull(),
		table.frozen == 0,
	)
	by_user: dict[str, list[Row]] = defaultdict(list)
	for values in rows:
		row = dict(zip(FIELDS, values, strict=True))
		by_user[row["responsible_user"]].append(row)
	titles = read_titles({row["rule"] for owed in by_user.values() for row in owed})
	languages = languages_of(messages.users_to_tell(by_user))
	return messages.send_once(
		_digest(today, user, by_user[user], language, titles) for user, language in languages.items()
	)


def _digest(
	today: date, user: str, rows: list[Row], language: str, titles: dict[str, RuleTitle]
) -> messages.Log:
	overdue = [row for row in rows if row["state"] == "Overdue"]
	due = [row for row in rows if row["state"] != "Overdue"]
	subject = _("{0} duties of contact are due, {1} of them overdue", lang=language).format(
		len(rows), len(overdue)
	)
	listed = sorted(overdue, key=_urgency) + sorted(due, key=_urgency)
	lines = [_line(row, language, titles) for row in listed[:MOST_LISTED]]
	places = min(len(overdue), MOST_LISTED)
	parts = [
		section(_("Overdue", lang=language), lines[:places]),
		section(_("Due", lang=language, context=REFERENCE), lines[places:]),
		and_more(len(listed) - MOST_LISTED, language),
		paragraph(link(get_url_to_list(MY_DUTIES), _("My Duties", lang=language))),
	]
	return messages.log(messages.name_of("LD", today, user), user, escape(subject), "".join(parts))


def _urgency(row: Row) -> tuple[date, str]:
	return row["next_due"], row["name"]


def _line(row: Row, language: str, titles: dict[str, RuleTitle]) -> str:
	title = duty(titles, row["rule"], row["subject_title"], language)
	# what `describe` says is escaped already
	return link(get_url_to_form(REFERENCE, row["name"]), describe({**row, "title": title}, language), True)
