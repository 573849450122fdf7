"""When visits are checked: all of the running term by night, those just recorded soon after, all again when a reviewer asks.

Nothing that a check finds changes what a visit counts for. It is a question, and a reviewer answers it.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

import frappe
from frappe.model.document import Document

from liaison_app.engine.calendar import Calendar
from liaison_app.honesty import Flag, FlagChanges, Period, common_phrases, find_flags

from .. import failures, timetable
from ..rule_facts import read_calendar
from ..tables import select, table_of
from . import reading, spot_checks, store, telling, thresholds

STILL_RECORDED = timedelta(days=30)  # after a term's end its visits may still be recorded and amended
WITHOUT_TERMS = timedelta(days=365)
LOOKED = "liaison_visits_looked_at"
FIRST_LOOK = timedelta(hours=2)


def run(today: date | None = None) -> FlagChanges:
	"""Check all visits of the running term, compared with those of the term before, and draw the spot checks."""
	today = today or frappe.utils.getdate()
	changes = FlagChanges()
	if thresholds.are_on():
		calendar = read_calendar()
		since, compared = days_on(today, calendar)
		read = reading.between(compared, today)
		changes, failed = store.bring_in_line(_find(read, calendar, since, today), read, since)
		failures.log(failed)
		telling.tell_reviewers(changes.add, today)
	spot_checks.draw(today)
	return changes


def _find(read: reading.Read, calendar: Calendar, since: date, today: date) -> list[Flag]:
	earlier = [visit for visit in read.visits if visit.day < since]
	return find_flags(
		read.visits,
		thresholds.read(),
		periods=[Period(term.name, term.first_day, term.last_day) for term in calendar.terms],
		lessons=timetable.lessons(since, today, calendar),
		calendar=calendar,
		ignored_texts=common_phrases(earlier),
	)


def days_on(today: date, calendar: Calendar) -> tuple[date, date]:
	"""The first days of what is asked about, and of what that is compared with: the running term, and the one before."""
	begun = sorted(term.first_day for term in calendar.terms if term.first_day <= today)
	settled = [day for day in begun if day + STILL_RECORDED <= today] or begun
	if not settled:
		return today - WITHOUT_TERMS, today - 2 * WITHOUT_TERMS
	before = [day for day in begun if day < settled[-1]]
	return settled[-1], before[-1] if before else settled[-1] - WITHOUT_TERMS


# --- just recorded ---


def visit_changed(_visit: Document) -> None:
	"""A visit was submitted: look at it when it is stored."""
	frappe.db.after_commit.add(_ask_for_a_look)


def _ask_for_a_look() -> None:
	"""One job answers for all visits that wait for it."""
	try:
		frappe.enqueue(look, queue="short", job_id=f"liaison-visits-{frappe.local.site}", deduplicate=True)
	except Exception:  # contained: the visit is recorded, and the night looks at it as well
		frappe.logger("liaison").exception("No look at visits could be asked for")


def look(now: datetime | None = None) -> None:
	"""Check the visits that were submitted since the last look; what a night missed it finds."""
	if not thresholds.are_on():
		return
	now = now or frappe.utils.now_datetime()
	since = frappe.cache.get_value(LOOKED) or now - FIRST_LOOK
	table = table_of(reading.VISIT)
	rows = select(reading.VISIT, ("name",), table.docstatus == 1, table.modified >= since)
	check({name for (name,) in rows})
	frappe.cache.set_value(LOOKED, now)


def check(names: Collection[str]) -> FlagChanges:
	"""Check these visits against those of the same officers on the same days, and those with the same photos."""
	asked = reading.named(names)
	if not asked.visits:
		return FlagChanges()
	officers = {officer for visit in asked.visits for officer in visit.officers}
	days = {visit.day for visit in asked.visits}
	beside = reading.of_officers(officers, days)
	alike = reading.named(reading.with_the_same_photos(names))
	read = reading.Read(
		tuple({visit.name: visit for each in (alike, beside, asked) for visit in each.visits}.values()),
		{**alike.current, **beside.current, **asked.current},
	)
	calendar = read_calendar()
	lessons = timetable.lessons(min(days), max(days), calendar)
	found = find_flags(read.visits, thresholds.read(), lessons=lessons, calendar=calendar)
	of_these = {visit.name for visit in asked.visits}
	changes, failed = store.add([flag for flag in found if not of_these.isdisjoint(flag.visits)], read)
	failures.log(failed)
	return changes
