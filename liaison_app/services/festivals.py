"""Festivals of the institution's calendar, entered year by year: those of a year at once, and a reminder when a year has none."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from html import escape
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_url_to_list

from liaison_app.engine.festivals import Festival, festivals_of

from . import messages, notices
from .tables import select, select_in, table_of
from .todos import languages_of, site_language

DAY = "Liaison Calendar Day"
TYPE = "Festival"  # the event type of the packs
REMIND_FROM_MONTH = 11  # of the year before


def of_year(year: int) -> list[dict[str, Any]]:
	"""The festivals of the year: `name`, `title`, `day` (None where it is not known), `entered`, and `usual`: was kept in another year."""
	entered = {day for (day,) in _entered(year)}
	usual = _titles_kept()
	language = frappe.local.lang or "en"
	return [
		{
			"name": festival.name,
			"title": _title(festival, language),
			"day": festival.day,
			"entered": festival.day in entered,
			"usual": bool({festival.name, festival.title_zh} & usual),
		}
		for festival in festivals_of(year)
	]


def enter(year: int, event_type: str, names: Collection[str]) -> int:
	"""Enter these festivals of the year as days of the calendar; those that are there stay. Returns how many days are new.

	Two festivals on one day are one day of the calendar with both titles.
	"""
	by_day: dict[date, list[str]] = defaultdict(list)
	for festival in festivals_of(year):
		if festival.day and festival.name in names:
			by_day[festival.day].append(_title(festival, site_language()))
	known = {day for (day,) in _entered(year)}
	fresh = [day for day in by_day if day not in known]
	for day in fresh:
		values = {"date": day, "kind": "Festival", "trigger_event_type": event_type}
		frappe.get_doc({"doctype": DAY, **values, "title": " · ".join(by_day[day])}).insert()
	return len(fresh)


def event_type_in_use() -> str | None:
	"""The event type of the last festival entered, else that of the packs, if it is there."""
	rows = select(DAY, ("date", "trigger_event_type"), table_of(DAY).kind == "Festival")
	if rows:
		return str(max(rows)[1])
	return frappe.db.exists("Trigger Event Type", TYPE)


def _entered(year: int) -> list[tuple[Any, ...]]:
	table = table_of(DAY)
	between = table.date[date(year, 1, 1) : date(year, 12, 31)]
	return select(DAY, ("date",), table.kind == "Festival", between)


def _titles_kept() -> set[str]:
	rows = select(DAY, ("title",), table_of(DAY).kind == "Festival")
	return {part.strip() for (title,) in rows for part in (title or "").split("·")}


def _title(festival: Festival, language: str) -> str:
	return festival.title_zh if language.startswith("zh") else festival.name


# --- what is missing ---


def remind(today: date) -> list[int]:
	"""Tell the managers, once each, of years whose festivals are missing although duties begin with them; returns the years."""
	missing = missing_years(today)
	managers = notices.managers() if missing else []
	for year in missing:
		messages.write([_reminder(year, user, language) for user, language in languages_of(managers).items()])
	return missing


def missing_years(today: date) -> list[int]:
	"""This year, and towards its end the next one, where no festival is entered and a rule in force answers festivals."""
	if not _is_answered():
		return []
	years = [today.year, *([today.year + 1] if today.month >= REMIND_FROM_MONTH else [])]
	return [year for year in years if not _entered(year)]


def _is_answered() -> bool:
	kept = {kind for (kind,) in select(DAY, ("trigger_event_type",), table_of(DAY).kind == "Festival")}
	rules = {rule for (rule,) in select_in("Duty Rule Trigger", ("parent",), "event_type", kept | {TYPE})}
	return bool(select_in("Duty Rule", ("name",), "name", rules, table_of("Duty Rule").enabled == 1))


def _reminder(year: int, user: str, language: str) -> messages.Log:
	subject = _(
		"No festival of {0} is in the calendar: enter them, because duties begin with them.", lang=language
	)
	name = messages.name_of("LFY", year, user)
	link = f'<a href="{escape(get_url_to_list(DAY))}">{escape(_(DAY, lang=language))}</a>'
	return messages.log(name, user, escape(subject.format(year)), f"<p>{link}</p>")


def years_offered(today: date) -> Sequence[int]:
	"""The years that the button offers first: the first missing one, else the next."""
	return missing_years(today) or [today.year + 1]
