"""Entries of a calendar as an iCalendar file (RFC 5545), which phones and mail programs subscribe to."""

import hashlib
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from html import unescape
from zoneinfo import ZoneInfo

from frappe.utils import strip_html
from icalendar import Alarm, Calendar, Event

from .agenda import Entry

PRODUCT = "-//liaison_app//Liaison//EN"
FETCHED_EVERY = timedelta(hours=4)
REMINDED_BEFORE = timedelta(hours=15)  # of a day that begins at midnight: at nine on the day before
NOT_PRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")
BREAKS = re.compile(r"\s*[\r\n]+\s*")


def calendar_file(entries: Iterable[Entry], name: str, site: str, time_zone: str) -> bytes:
	"""The file. Times of entries are those of `time_zone` and are written in UTC; `site` makes their names unique in the world."""
	calendar = Calendar()
	calendar.add("prodid", PRODUCT)
	calendar.add("version", "2.0")
	calendar.add("calscale", "GREGORIAN")
	calendar.add("method", "PUBLISH")
	calendar.add("x-wr-calname", plain(name))
	calendar.add("x-wr-timezone", time_zone)
	calendar.add("refresh-interval", FETCHED_EVERY, parameters={"VALUE": "DURATION"})
	calendar.add("x-published-ttl", "PT4H")
	for entry in entries:
		calendar.add_component(_event(entry, site, ZoneInfo(time_zone)))
	return bytes(calendar.to_ical())


def _event(entry: Entry, site: str, zone: ZoneInfo) -> Event:
	event = Event()
	event.add("uid", f"{_name(entry.uid)}@{site}")
	changed = _in_utc(entry.changed, zone)
	event.add("dtstamp", changed)
	event.add("last-modified", changed)
	event.add("summary", plain(entry.summary))
	_add_time(event, entry, zone)
	event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
	if entry.url:
		event.add("url", entry.url)
	event.add("categories", [entry.kind.upper()])
	if entry.alarm:
		event.add_component(_alarm(entry))
	return event


def _add_time(event: Event, entry: Entry, zone: ZoneInfo) -> None:
	"""The end of whole days is the day after the last one; they keep nobody busy."""
	if isinstance(entry.start, datetime):
		event.add("dtstart", _in_utc(entry.start, zone))
		event.add("dtend", _in_utc(entry.end, zone))
		return
	event.add("dtstart", entry.start)
	event.add("dtend", entry.end + timedelta(days=1))
	event.add("transp", "TRANSPARENT")


def _alarm(entry: Entry) -> Alarm:
	alarm = Alarm()
	alarm.add("action", "DISPLAY")
	alarm.add("description", plain(entry.summary))
	alarm.add("trigger", -REMINDED_BEFORE)
	return alarm


def _name(uid: str) -> str:
	"""Names of records as they are; others, which people may give, by their fingerprint."""
	if re.fullmatch(r"[A-Za-z0-9-]+", uid):
		return uid
	return hashlib.sha256(uid.encode()).hexdigest()[:24]


def _in_utc(moment: datetime | date, zone: ZoneInfo) -> datetime:
	if not isinstance(moment, datetime):
		moment = datetime.combine(moment, datetime.min.time())
	return moment.replace(tzinfo=zone, microsecond=0).astimezone(timezone.utc)


def plain(text: str) -> str:
	"""One line of plain text: some programs show what looks like HTML as HTML."""
	text = unescape(text or "")  # Frappe stores some signs as HTML writes them
	stripped = strip_html(text)
	while stripped != text:  # taking out one tag may leave another
		text, stripped = stripped, strip_html(stripped)
	return NOT_PRINTED.sub("", BREAKS.sub(" ", text.replace("<", "‹").replace(">", "›"))).strip()
