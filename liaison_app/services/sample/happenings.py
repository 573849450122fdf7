"""The sample's assignments, events, exemptions, roster weeks and handed-in documents."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import frappe

from .people import People

Entry = Mapping[str, Any]
Key = tuple[Any, ...]

ASSIGNMENT_KEY = ("officer", "target", "regulation", "from_date")
EVENT_KEY = ("event_type", "target", "day")
EXEMPTION_KEY = ("officer", "unit", "rule", "from_date")
ROSTER_KEY = ("rule", "week")
DOCUMENT_KEY = ("rule", "officer", "unit", "period_key", "subject")


class Happenings:
	"""Adds what is missing, recognised by what a person would take for the same."""

	def __init__(self, roster: Entry, people: People, made: Counter[str]) -> None:
		self.roster = roster
		self.people = people
		self.made = made

	def add(self) -> None:
		"""Everything; each document passes the checks of its form."""
		self._add_missing(
			"Liaison Assignment", ASSIGNMENT_KEY, map(self._assignment, self._entries("assignments"))
		)
		self._add_events()
		self._add_missing("Exemption", EXEMPTION_KEY, map(self._exemption, self._entries("exemptions")))
		self._add_missing("Roster Week", ROSTER_KEY, map(self._roster_week, self._entries("roster")))
		self._add_documents()

	def _entries(self, section: str) -> list[Entry]:
		return list(self.roster.get(section, ()))

	def _add_missing(self, doctype: str, key: tuple[str, ...], documents: Any) -> list[tuple[Any, Any]]:
		"""Insert those that the site lacks; (values, document) of each."""
		known = _keys(doctype, key)
		missing = [values for values in documents if _key(values, key) not in known]
		return [(values, self.people.make(doctype, **values)) for values in missing]

	def _assignment(self, entry: Entry) -> dict[str, Any]:
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

	def _add_events(self) -> None:
		"""The day of registration is the form's to set; here it lies in the past."""
		for values, event in self._add_missing(
			"Trigger Event", EVENT_KEY, map(self._event, self._entries("events"))
		):
			event.db_set("registered_on", values["registered_on"], update_modified=False)

	def _event(self, entry: Entry) -> dict[str, Any]:
		return {
			"event_type": entry["event_type"],
			"target": self.people.targets.get(entry.get("target", "")),
			"day": entry["day"],
			"registered_on": entry.get("registered_on") or entry["day"],
			"status": "Cancelled" if entry.get("cancelled") else "Registered",
			"note": entry.get("note"),
		}

	def _exemption(self, entry: Entry) -> dict[str, Any]:
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

	def _roster_week(self, entry: Entry) -> dict[str, Any]:
		return {
			"rule": entry["rule"],
			"week": entry["week"],
			"officer": self.people.officers.get(entry["officer"]),
			"drawn": self.people.officers.get(entry.get("drawn", "")),
		}

	def _add_documents(self) -> None:
		rules = {
			row.name: row
			for row in frappe.get_all(
				"Duty Rule", {"measure": "Document"}, ["name", "title", "title_zh", "document_kind"]
			)
		}
		values = [self._document(entry, rules[entry["rule"]]) for entry in self._entries("documents")]
		for given, document in self._add_missing("Duty Document", DOCUMENT_KEY, values):
			document.db_set("handed_in_on", given["handed_in_on"], update_modified=False)

	def _document(self, entry: Entry, rule: Any) -> dict[str, Any]:
		officer = self.people.officers.get(entry["owner"])
		return {
			"docstatus": 1,  # handed in at once
			"rule": rule.name,
			"document_kind": rule.document_kind,
			"title": rule.title_zh or rule.title,
			"officer": officer,
			"unit": None if officer else entry["owner"],
			"period_key": entry["period_key"],
			"period_label": entry["period_key"].partition(":")[2],
			"subject": self.people.targets.get(entry.get("subject", "")),
			"handed_in_on": entry["handed_in_on"],
		}


def _keys(doctype: str, fields: tuple[str, ...]) -> set[Key]:
	rows = frappe.get_all(doctype, {"docstatus": ("<", 2)}, list(fields), order_by="name asc")
	return {_key(row, fields) for row in rows}


def _key(values: Mapping[str, Any], fields: tuple[str, ...]) -> Key:
	return tuple(str(values.get(field) or "") for field in fields)
