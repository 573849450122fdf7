"""Turns a checked roster or visits file into the engine's facts. References are not followed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from ..engine.calendar import Calendar, Term
from ..engine.facts import (
	Assignment,
	Contact,
	DatedTag,
	Event,
	Exemption,
	Facts,
	HandedIn,
	Leave,
	Officer,
	Post,
	RosterRow,
	Target,
	TargetType,
	Tenure,
	Unit,
)

Entry = Mapping[str, Any]


def facts_of(content: Entry) -> Facts:
	"""The facts in a roster that passed its checks; regulations and rules come from the packs."""
	vocabulary = content.get("vocabulary", {})
	return Facts(
		calendar=_calendar(content["calendar"]),
		posts=tuple(
			Post(name=entry["name"], implies=tuple(entry.get("implies", ())))
			for entry in vocabulary.get("posts", ())
		),
		target_types=tuple(
			TargetType(name=entry["name"], parent=entry.get("parent", ""))
			for entry in vocabulary.get("target_types", ())
		),
		units=tuple(_plain(Unit, entry) for entry in content["units"]),
		officers=tuple(_officer(entry) for entry in content["officers"]),
		targets=tuple(_target(entry) for entry in content["targets"]),
		assignments=tuple(_plain(Assignment, entry) for entry in content.get("assignments", ())),
		events=(
			*(_plain(Event, entry) for entry in content.get("events", ())),
			*_festivals(content["calendar"]),
		),
		exemptions=tuple(_plain(Exemption, entry) for entry in content.get("exemptions", ())),
		roster=tuple(_plain(RosterRow, entry) for entry in content.get("roster", ())),
		documents=tuple(_plain(HandedIn, entry) for entry in content.get("documents", ())),
	)


def contacts_of(content: Entry) -> tuple[Contact, ...]:
	"""The contacts in a visits file that passed its checks."""
	return tuple(_contact(entry) for entry in content["visits"])


def day_of(text: str | None) -> date | None:
	"""The date written in a field; None where it is left open."""
	return date.fromisoformat(text) if text else None


def _plain(kind: Any, entry: Entry) -> Any:
	"""An engine value from the fields of an entry that it knows; the others serve the site alone."""
	known = kind.__dataclass_fields__
	return kind(**{name: _value(name, value) for name, value in entry.items() if name in known})


def _value(name: str, value: Any) -> Any:
	if name.endswith(("_date", "_on")) or name in ("day", "week"):
		return day_of(value)
	return tuple(value) if isinstance(value, list) else value


def _calendar(entry: Entry) -> Calendar:
	return Calendar(
		terms=tuple(
			Term(
				term["name"],
				term["academic_year"],
				date.fromisoformat(term["first_day"]),
				date.fromisoformat(term["last_day"]),
			)
			for term in entry["terms"]
		),
		holidays=frozenset(day for span in entry.get("holidays", ()) for day in days_of_holiday(span)),
		make_up_days=frozenset(date.fromisoformat(day["date"]) for day in entry.get("make_up_days", ())),
	)


def days_of_holiday(span: Entry) -> Iterable[date]:
	"""The days of a holiday entry, both ends inclusive; without an end it is one day."""
	first = date.fromisoformat(span["from_date"])
	last = day_of(span.get("to_date")) or first
	return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def _festivals(calendar: Entry) -> Iterable[Event]:
	for entry in calendar.get("festivals", ()):
		day = date.fromisoformat(entry["date"])
		yield Event(name=f"{entry['date']}-{entry['event_type']}", event_type=entry["event_type"], day=day)


def _officer(entry: Entry) -> Officer:
	tenures = tuple(
		Tenure(
			name=tenure.get("name") or f"{entry['name']}-{number}",
			post=tenure["post"],
			from_date=day_of(tenure.get("from_date")),
			to_date=day_of(tenure.get("to_date")),
		)
		for number, tenure in enumerate(entry["tenures"], 1)
	)
	leaves = tuple(_plain(Leave, leave) for leave in entry.get("leaves", ()))
	found: Officer = _plain(Officer, {**entry, "tenures": tenures, "leaves": leaves})
	return found


def _target(entry: Entry) -> Target:
	tags = tuple(_plain(DatedTag, tag) for tag in entry.get("tags", ()))
	dates = {name: day_of(entry.get(name)) for name in ("active_from", "active_to")}
	found: Target = _plain(Target, {**entry, **dates, "tags": tags})
	return found


def _contact(entry: Entry) -> Contact:
	start = datetime.fromisoformat(entry["start"])
	found: Contact = _plain(Contact, {**entry, "start": start})
	return found
