"""What a schema cannot see in a roster: names that nobody bears, dates that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from ..engine import days as day_sets
from ..engine.days import Days
from ..jsonfile import Problem, json_path
from .checker import Checker, Entry
from .convert import day_of
from .vocabulary import Vocabulary

LONGEST_SPAN = 366  # days of a term or a holiday
NAMED_LISTS = ("units", "officers", "targets", "assignments", "events", "exemptions", "documents")


def roster_problems(content: Entry, file: str, vocabulary: Vocabulary) -> list[Problem]:
	"""Faults of a roster that its schema admits. `vocabulary` holds the names that the packs define."""
	words = vocabulary.joined_with(content)
	check = Checker(file, _known(content, words))
	for section in NAMED_LISTS:
		check.unique(section, content.get(section, ()))
	check.unique("officers", content["officers"], "user")
	check.unique("users", content.get("users", ()), "user")
	check.unique("regulations", content.get("regulations", ()))
	_check_calendar(check, content["calendar"])
	_check_units(check, content["units"], bool(words.unit_types), "users" in content)
	_check_officers(check, content["officers"])
	_check_targets(check, content["targets"])
	_check_assignments(check, content, words)
	_check_the_rest(check, content, words)
	return check.problems


def _known(content: Entry, words: Vocabulary) -> dict[str, Iterable[str]]:
	officers = content["officers"]
	users = {entry["user"] for entry in content.get("users", ())}
	return {
		"unit": [unit["name"] for unit in content["units"]],
		"officer": [officer["name"] for officer in officers],
		"officer or unit": [entry["name"] for entry in (*officers, *content["units"])],
		"target": [target["name"] for target in content["targets"]],
		"term": [term["name"] for term in content["calendar"]["terms"]],
		"event": [event["name"] for event in content.get("events", ())],
		"user": users | {officer.get("user", "") for officer in officers},
		"post": words.posts,
		"target type": words.target_types,
		"unit type": words.unit_types,
		"tag": words.tags,
		"event type": words.event_types,
		"regulation": words.regulations,
		"rule": words.rules,
		"assignment rule": words.assignment_rules,
	}


def _check_calendar(check: Checker, calendar: Entry) -> None:
	terms = calendar["terms"]
	check.unique("calendar.terms", terms)
	sound = [
		term
		for index, term in enumerate(terms)
		if check.order(["calendar", "terms", index], term, "first_day", "last_day")
	]
	for term in sound:
		path: list[object] = ["calendar", "terms", terms.index(term), "last_day"]
		_check_length(check, path, span_of(term, "first_day", "last_day"))
	for earlier, later in pairwise(sorted(sound, key=lambda term: str(term["first_day"]))):
		if later["first_day"] <= earlier["last_day"]:
			check.report(
				["calendar", "terms", terms.index(later), "first_day"],
				f"Term '{later['name']}' begins on {later['first_day']}, while '{earlier['name']}' lasts until "
				f"{earlier['last_day']}.",
				f"a first_day after {earlier['last_day']}",
			)
	for index, span in enumerate(calendar.get("holidays", ())):
		path = ["calendar", "holidays", index]
		if check.order(path, span, "from_date", "to_date") and span.get("to_date"):
			_check_length(check, [*path, "to_date"], span_of(span))
	for index, festival in enumerate(calendar.get("festivals", ())):
		check.reference(["calendar", "festivals", index, "event_type"], "event type", festival["event_type"])


def _check_length(check: Checker, path: list[object], days: Days) -> None:
	"""A slip in a year makes a holiday of centuries."""
	if day_sets.count(days) > LONGEST_SPAN:
		check.report(path, "It is more than a year after the beginning.", "a day within a year")


def _check_units(check: Checker, units: Iterable[Entry], typed: bool, users_listed: bool) -> None:
	units = list(units)
	for index, unit in enumerate(units):
		check.reference(["units", index, "parent"], "unit", unit.get("parent", ""))
		if typed:
			check.reference(["units", index, "unit_type"], "unit type", unit.get("unit_type", ""))
		for role in ("reviewer", "clerk") if users_listed else ():
			check.reference(["units", index, role], "user", unit.get(role, ""))
	check.no_circle("units", units)


def _check_officers(check: Checker, officers: Iterable[Entry]) -> None:
	for index, officer in enumerate(officers):
		path = ["officers", index]
		check.reference([*path, "unit"], "unit", officer["unit"])
		check.reference([*path, "own_branch"], "unit", officer.get("own_branch", ""))
		check.references([*path, "units_in_charge"], "unit", officer.get("units_in_charge", ()))
		for number, tenure in enumerate(officer["tenures"]):
			check.reference([*path, "tenures", number, "post"], "post", tenure["post"])
			check.order([*path, "tenures", number], tenure, "from_date", "to_date")
		for number, leave in enumerate(officer.get("leaves", ())):
			check.order([*path, "leaves", number], leave, "from_date", "to_date")


def _check_targets(check: Checker, targets: Iterable[Entry]) -> None:
	targets = list(targets)
	for index, target in enumerate(targets):
		path = ["targets", index]
		check.reference([*path, "target_type"], "target type", target["target_type"])
		check.reference([*path, "unit"], "unit", target["unit"])
		check.reference([*path, "parent"], "target", target.get("parent", ""))
		check.reference([*path, "represents_unit"], "unit", target.get("represents_unit", ""))
		check.references([*path, "offered_in"], "term", target.get("offered_in", ()))
		check.order(path, target, "active_from", "active_to")
		for number, tag in enumerate(target.get("tags", ())):
			check.reference([*path, "tags", number, "tag"], "tag", tag["tag"])
			check.order([*path, "tags", number], tag, "from_date", "to_date")
	check.no_circle("targets", targets)


def _check_assignments(check: Checker, content: Entry, words: Vocabulary) -> None:
	posts = {officer["name"]: _days_in_post(officer) for officer in content["officers"]}
	active = {target["name"]: span_of(target, "active_from", "active_to") for target in content["targets"]}
	held: dict[tuple[str, str, str], list[tuple[Days, int]]] = {}
	for index, entry in enumerate(content.get("assignments", ())):
		path = ["assignments", index]
		check.reference([*path, "officer"], "officer", entry["officer"])
		check.reference([*path, "target"], "target", entry["target"])
		check.reference([*path, "successor"], "officer", entry.get("successor", ""))
		check.reference([*path, "regulation"], "regulation", entry.get("regulation", ""))
		_check_rule_name(
			check, [*path, "assignment_rule"], entry.get("assignment_rule", ""), words, "assignment rule"
		)
		if not check.order(path, entry, "from_date", "to_date"):
			continue
		_check_inside(check, path, entry, posts.get(entry["officer"]), f"a post of {entry['officer']}")
		_check_inside(check, path, entry, active.get(entry["target"]), f"the life of {entry['target']}")
		key = (entry["officer"], entry["target"], entry.get("regulation", ""))
		_check_overlap(check, path, span_of(entry), held.setdefault(key, []))


def span_of(entry: Entry, first: str = "from_date", last: str = "to_date") -> Days:
	"""The days between two fields of an entry, both inclusive."""
	return day_sets.span(day_of(entry.get(first)), day_of(entry.get(last)))


def _days_in_post(officer: Entry) -> Days:
	return day_sets.union(span_of(tenure) for tenure in officer["tenures"])


def _check_inside(check: Checker, path: list[object], entry: Entry, bounds: Days | None, what: str) -> None:
	"""A date that is written must lie inside `bounds`; an open side means as long as both last."""
	for field in ("from_date", "to_date"):
		day = day_of(entry.get(field))
		if day and bounds is not None and not day_sets.contains(bounds, day.toordinal()):
			check.report([*path, field], f"{day} lies outside {what}.", f"a date inside {what}, or none")


def _check_overlap(check: Checker, path: list[object], days: Days, others: list[tuple[Days, int]]) -> None:
	for other, index in others:
		if day_sets.intersect(days, other):
			first = json_path(["assignments", index])
			check.report(
				path,
				f"The officer holds the same target on the same days by {first}.",
				"one assignment for these days, or dates that do not overlap",
			)
	others.append((days, int(str(path[-1]))))


def _check_the_rest(check: Checker, content: Entry, words: Vocabulary) -> None:
	for index, entry in enumerate(content.get("regulations", ())):
		check.reference(["regulations", index, "unit"], "unit", entry.get("unit", ""))
		check.order(["regulations", index], entry, "effective_from", "effective_to")
	for index, entry in enumerate(content.get("events", ())):
		check.reference(["events", index, "event_type"], "event type", entry["event_type"])
		check.reference(["events", index, "target"], "target", entry.get("target", ""))
	for index, entry in enumerate(content.get("exemptions", ())):
		_check_exemption(check, ["exemptions", index], entry, words)
	for index, entry in enumerate(content.get("roster", ())):
		_check_roster_week(check, ["roster", index], entry, words)
	for index, entry in enumerate(content.get("documents", ())):
		_check_rule_name(check, ["documents", index, "rule"], entry["rule"], words)
		check.reference(["documents", index, "owner"], "officer or unit", entry["owner"])
		check.reference(["documents", index, "subject"], "target", entry.get("subject", ""))


def _check_exemption(check: Checker, path: list[object], entry: Entry, words: Vocabulary) -> None:
	for field, kind in (("officer", "officer"), ("unit", "unit"), ("subject", "target"), ("event", "event")):
		check.reference([*path, field], kind, entry.get(field, ""))
	_check_rule_name(check, [*path, "rule"], entry.get("rule", ""), words)
	check.order(path, entry, "from_date", "to_date")
	if not any(entry.get(field) for field in ("officer", "unit", "obligation")):
		check.report(path, "It exempts nobody.", "an officer, a unit or an obligation")


def _check_roster_week(check: Checker, path: list[object], entry: Entry, words: Vocabulary) -> None:
	_check_rule_name(check, [*path, "rule"], entry["rule"], words)
	check.reference([*path, "officer"], "officer", entry["officer"])
	check.reference([*path, "drawn"], "officer", entry.get("drawn", ""))
	week = day_of(entry["week"])
	if week and week.weekday():
		check.report([*path, "week"], f"{week} is no Monday.", "the Monday of the week")


def _check_rule_name(
	check: Checker, path: list[object], name: str, words: Vocabulary, kind: str = "rule"
) -> None:
	"""A rule of a loaded regulation must exist; rules of a regulation that is merely named are taken on trust."""
	if name and words.loaded and words.trusted_regulation_of(name) is None:
		check.reference(path, kind, name)
