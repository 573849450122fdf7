"""The daily digest: whoever is responsible reads once a day what is due and what is overdue, in their own language."""

from collections import defaultdict
from datetime import date, datetime
from html import escape
from typing import Any

from frappe import _
from frappe.utils import get_url_to_list, quoted

from . import messages, settings, weekly_digests
from .digest_html import and_more, link, paragraph, section
from .duty_titles import RuleTitle, about, read_titles
from .tables import select, table_of
from .todos import OPEN_STATES, REFERENCE, describer, languages_of

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
	words = {language: Words(language, titles) for language in set(languages.values())}
	return messages.send_once(
		_digest(today, user, by_user[user], words[language]) for user, language in languages.items()
	)


class Words:
	"""What all digests in one language say alike, looked up once for all their lines."""

	def __init__(self, language: str, titles: dict[str, RuleTitle]) -> None:
		self.language = language
		self._one_overdue = _("1 duty of contact is overdue", lang=language)
		self._one_due = _("1 duty of contact is due", lang=language)
		self._several = _("{0} duties of contact are due, {1} of them overdue", lang=language)
		self.overdue = _("Overdue", lang=language)
		self.due = _("Due", lang=language, context=REFERENCE)
		self.own_page = paragraph(link(get_url_to_list(MY_DUTIES), _("My Duties", lang=language)))
		self._duties = get_url_to_list(REFERENCE)
		self._titles = {rule: title.in_language(language) for rule, title in titles.items()}
		self._describe = describer(language)

	def subject(self, due: int, overdue: int) -> str:
		"""How many duties there are, overdue ones among them."""
		if due == 1:
			return self._one_overdue if overdue else self._one_due
		return self._several.format(due, overdue)

	def line(self, row: Row) -> str:
		"""A link to the duty that says what is owed."""
		rule: str = row["rule"]
		title = about(self._titles.get(rule, rule), row["subject_title"])
		# what describes it is escaped already
		return link(f"{self._duties}/{quoted(row['name'])}", self._describe({**row, "title": title}), True)


def _digest(today: date, user: str, rows: list[Row], words: Words) -> messages.Log:
	overdue = [row for row in rows if row["state"] == "Overdue"]
	due = [row for row in rows if row["state"] != "Overdue"]
	listed = sorted(overdue, key=_urgency) + sorted(due, key=_urgency)
	lines = [words.line(row) for row in listed[:MOST_LISTED]]
	places = min(len(overdue), MOST_LISTED)
	parts = [
		section(words.overdue, lines[:places]),
		section(words.due, lines[places:]),
		and_more(len(listed) - MOST_LISTED, words.language),
		words.own_page,
	]
	subject = escape(words.subject(len(rows), len(overdue)))
	return messages.log(messages.name_of("LD", today, user), user, subject, "".join(parts))


def _urgency(row: Row) -> tuple[date, str]:
	return row["next_due"], row["name"]
