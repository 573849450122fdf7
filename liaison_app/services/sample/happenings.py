"""The sample's assignments, events, exemptions, roster weeks and handed-in documents."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import frappe
from frappe.utils import add_days, getdate

from .people import People

DAYS_OF_REVIEW = 14
Entry = Mapping[str, Any]
Key = tuple[Any, ...]
Values = dict[str, Any]

ASSIGNMENT_KEY = ("officer", "target", "regulation", "from_date")
EVENT_KEY = ("event_type", "target", "day")
EXEMPTION_KEY = ("officer", "unit", "rule", "from_date")
ROSTER_KEY = ("rule", "week")
NAMED_PERIODS = ("A", "E")
DOCUMENT_KEY = ("rule", "officer", "unit", "period_key", "subject")


class Happenings:
	"""Adds what is missing, recognised by what a person would take for the same."""

	def __init__(self, roster: Entry, people: People, made: Counter[str]) -> None:
		self.roster = roster
		self.people = people
		self.made = made
		self.names: dict[str, str] = {}  # of assignments and events, from the roster to the site

	def add(self) -> None:
		"""Everything; each document passes the checks of its form."""
		self._add("Liaison Assignment", ASSIGNMENT_KEY, "assignments", self._assignment)
		for values, event in self._add("Trigger Event", EVENT_KEY, "events", self._event):
			# The form sets the day of registration to today; here it lies in the past.
			event.db_set("registered_on", values["registered_on"], update_modified=False)
		self._add("Exemption", EXEMPTION_KEY, "exemptions", self._exemption)
		self._add("Roster Week", ROSTER_KEY, "roster", self._roster_week)
		for values, document in self._add("Duty Document", DOCUMENT_KEY, "documents", self._document):
			document.db_set("handed_in_on", values["handed_in_on"], update_modified=False)

	def _add(
		self, doctype: str, key: tuple[str, ...], section: str, values_of: Callable[[Entry], Values]
	) -> list[tuple[Values, Any]]:
		"""Insert those of a section that the site lacks: (values, document) of each. Remembers the names of all."""
		known = _known(doctype, key)
		added = []
		for entry in self.roster.get(section, ()):
			values = values_of(entry)
			found = _key(values, key)
			if found not in known:
				document = self.people.make(doctype, **values)
				added.append((values, document))
				known[found] = str(document.name)
			self.names[entry.get("name", "")] = known[found]
		return added

	def _assignment(self, entry: Entry) -> Values:
		return {
			"officer": self.people.officers[entry["officer"]],
			"target": self.people.targets[entry["target"]],
			"from_date": entry.get("from_date"),
			"to_date": entry.get("to_date"),
			"regulation": entry.get("regulation") or None,
			"assignment_rule": entry.get("assignment_rule") or None,
			"status": "Ended" if entry.get("to_date") and entry.get("end_reason") else "Approved",
			"end_reason": entry.get("end_reason"),
			"successor": self.people.officers.get(entry.get("successor", "")),
			"is_exception": int(entry.get("is_exception", False)),
			"exception_reason": entry.get("exception_reason"),
		}

	def _event(self, entry: Entry) -> Values:
		return {
			"event_type": entry["event_type"],
			"target": self.people.targets.get(entry.get("target", "")),
			"day": entry["day"],
			"registered_on": entry.get("registered_on") or entry["day"],
			"status": "Cancelled" if entry.get("cancelled") else "Registered",
			"note": entry.get("note"),
		}

	def _exemption(self, entry: Entry) -> Values:
		return {
			"officer": self.people.officers.get(entry.get("officer", "")),
			"unit": entry.get("unit") or None,
			"rule": entry.get("rule") or None,
			"subject": self.people.targets.get(entry.get("subject", "")),
			"from_date": entry.get("from_date"),
			"to_date": entry.get("to_date"),
			"reason": entry.get("reason") or entry["name"],
			"status": "Approved",
		}

	def _roster_week(self, entry: Entry) -> Values:
		return {
			"rule": entry["rule"],
			"week": entry["week"],
			"officer": self.people.officers.get(entry["officer"]),
			"drawn": self.people.officers.get(entry.get("drawn", "")),
		}

	def _document(self, entry: Entry) -> Values:
		rule = frappe.get_cached_doc("Duty Rule", entry["rule"])
		period = self._period_key(entry["period_key"])
		officer = self.people.officers.get(entry["owner"])
		return {
			**_standing(entry["handed_in_on"]),
			"rule": rule.name,
			"document_kind": rule.document_kind,
			"title": rule.title_zh or rule.title,
			"officer": officer,
			"unit": None if officer else entry["owner"],
			"period_key": period,
			"period_label": _label(period),
			"subject": self.people.targets.get(entry.get("subject", "")),
			"handed_in_on": entry["handed_in_on"],
			**(_declared(officer, rule.regulation) if rule.document_kind == "Declaration" else {}),
		}

	def _period_key(self, key: str) -> str:
		"""The engine's key of a period; one that is named after an assignment or an event goes by its name on the site."""
		kind, _, name = key.partition(":")
		return f"{kind}:{self.names.get(name, name)}" if kind in NAMED_PERIODS else key


def _label(period: str) -> str:
	"""What people call the period; nothing where the key names a record: then the night names it as its duty does."""
	kind, _, name = period.partition(":")
	return "" if kind in NAMED_PERIODS else name


def _declared(officer: str | None, regulation: str) -> Values:
	"""A specialty, and as carriers what the officer holds by own declaration."""
	held = frappe.get_all(
		"Liaison Assignment",
		{"officer": officer, "regulation": regulation, "assignment_rule": ("is", "set")},
		["target", "assignment_rule"],
		order_by="name asc",
	)
	audiences = {"teachers": "Teachers", "students": "Students"}
	carriers = [
		{"target": row.target, "audience": audience}
		for row in held
		for ending, audience in audiences.items()
		if row.assignment_rule.endswith(ending)
	]
	return {"specialty_function": "发挥岗位职能，服务教学一线", "carriers": carriers}


def _standing(handed_in_on: str) -> Values:
	"""What was handed in lately still waits for its reviewer; the rest was approved."""
	waits = getdate(handed_in_on) > add_days(getdate(), -DAYS_OF_REVIEW)
	return {"status": "Handed In"} if waits else {"status": "Approved", "docstatus": 1}


def _known(doctype: str, fields: tuple[str, ...]) -> dict[Key, str]:
	rows = frappe.get_all(doctype, {"docstatus": ("<", 2)}, ["name", *fields], order_by="name asc")
	return {_key(row, fields): str(row.name) for row in rows}


def _key(values: Mapping[str, Any], fields: tuple[str, ...]) -> Key:
	return tuple(str(values.get(field) or "") for field in fields)
