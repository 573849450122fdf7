"""What a schema cannot see in a visits file: unknown people, targets and activities, impossible days."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ..engine.facts import Facts
from ..jsonfile import Problem
from .checker import Checker, Entry
from .vocabulary import Vocabulary


def visit_problems(
	content: Entry, file: str, facts: Facts, words: Vocabulary, on: date | None = None
) -> list[Problem]:
	"""Faults of a visits file against the roster's facts; `on` is the day after which nothing has happened yet."""
	check = Checker(
		file,
		{
			"officer": [officer.name for officer in facts.officers],
			"target": [target.name for target in facts.targets],
			"activity type": words.activity_types,
		},
	)
	check.unique("visits", content["visits"])
	targets = {target.name: target for target in facts.targets}
	for index, visit in enumerate(content["visits"]):
		path = ["visits", index]
		check.references([*path, "officers"], "officer", visit["officers"])
		check.references([*path, "targets"], "target", visit["targets"])
		if words.activity_types:
			check.references([*path, "activities"], "activity type", visit["activities"])
		start = _start(check, path, visit["start"])
		if not start:
			continue
		_check_days(check, path, visit, start.date())
		if on and start.date() > on:
			check.report([*path, "start"], f"{start} is later than {on}.", "a day that has come")
		for number, name in enumerate(visit["targets"]):
			target = targets.get(name)
			if target and not _alive(target, start.date()):
				check.report(
					[*path, "targets", number],
					f"'{name}' is not active on {start.date()}.",
					"a target that is active on the day of the visit",
				)
	return check.problems


def _start(check: Checker, path: list[object], text: str) -> datetime | None:
	try:
		return datetime.fromisoformat(text)
	except ValueError as error:
		check.report([*path, "start"], f"'{text}' is no date and time: {error}.", "YYYY-MM-DDTHH:MM")
		return None


def _check_days(check: Checker, path: list[object], visit: Entry, day: date) -> None:
	recorded = visit.get("recorded_on")
	if recorded and date.fromisoformat(recorded) < day:
		check.report(
			[*path, "recorded_on"],
			f"It was recorded on {recorded}, before it happened on {day}.",
			f"{day} or a later day",
		)


def _alive(target: Any, day: date) -> bool:
	return (target.active_from or day) <= day <= (target.active_to or day)
