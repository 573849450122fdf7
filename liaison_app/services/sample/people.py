"""The sample's logins, units, officers, targets and calendar, as records of the site."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import frappe

from liaison_app.roster.convert import days_of_holiday

from .logins import add_logins

Entry = Mapping[str, Any]

OFFICER_FIELDS = (
	"full_name",
	"unit",
	"user",
	"rank",
	"portfolio",
	"phone",
	"mobile_short",
	"office_phone",
)
TARGET_FIELDS = (
	"title",
	"target_type",
	"unit",
	"active_from",
	"active_to",
	"end_reason",
	"represents_unit",
	"user",
	"hardship_category",
	"sensitive_notes",
)
ADOPTED = ("unit", "effective_from", "effective_to")


class People:
	"""Adds what is missing; `officers` and `targets` map names in the roster to names on the site."""

	def __init__(self, roster: Entry, password: str, made: Counter[str]) -> None:
		self.roster = roster
		self.password = password
		self.made = made
		self.officers = _by_code("Liaison Officer", "officer_code")
		self.targets = _by_code("Contact Target", "code")

	def add(self) -> None:
		"""Everything, what is referred to first."""
		self._add_calendar(self.roster["calendar"])
		add_logins(self.roster["users"], self.password, self.made)
		for entry in self.roster["units"]:
			self._add_unit(entry)
		for entry in self.roster["officers"]:
			if entry["name"] not in self.officers:
				self.officers[entry["name"]] = self._add_officer(entry)
		for entry in self.roster["targets"]:
			if entry["name"] not in self.targets:
				self.targets[entry["name"]] = self._add_target(entry)
		for entry in self.roster["regulations"]:
			self._adopt(entry)

	def make(self, doctype: str, **values: Any) -> Any:
		"""Insert a document, checks and all; counts it."""
		self.made[doctype] += 1
		# new_doc fills the defaults in, which an insert during an import leaves out
		return frappe.new_doc(doctype, **values).insert()

	def _adopt(self, entry: Entry) -> None:
		"""The unit that the regulation binds and its dates, as this institution has them."""
		regulation = frappe.get_doc("Liaison Regulation", entry["name"])
		wanted = {name: entry[name] or None for name in ADOPTED if name in entry}
		if any(str(regulation.get(name) or "") != str(value or "") for name, value in wanted.items()):
			regulation.update(wanted).save()

	# --- calendar ---

	def _add_calendar(self, calendar: Entry) -> None:
		for term in calendar["terms"]:
			if not frappe.db.exists("Liaison Term", term["name"]):
				dates = {name: term[name] for name in ("academic_year", "first_day", "last_day")}
				self.make("Liaison Term", term_name=term["name"], **dates)
		for span in calendar.get("holidays", ()):
			for day in days_of_holiday(span):
				self._add_day("Holiday", day.isoformat(), span)
		for entry in calendar.get("make_up_days", ()):
			self._add_day("Make-up Day", entry["date"], entry)
		for entry in calendar.get("festivals", ()):
			self._add_day("Festival", entry["date"], entry)

	def _add_day(self, kind: str, day: str, entry: Entry) -> None:
		if not frappe.db.exists("Liaison Calendar Day", {"date": day, "kind": kind}):
			self.make(
				"Liaison Calendar Day",
				date=day,
				kind=kind,
				title=entry.get("title"),
				trigger_event_type=entry.get("event_type"),
			)

	# --- people ---

	def _add_unit(self, entry: Entry) -> None:
		if not frappe.db.exists("Liaison Unit", entry["name"]):
			self.make(
				"Liaison Unit",
				unit_name=entry["name"],
				parent_liaison_unit=entry.get("parent"),
				**{name: entry.get(name) for name in ("unit_type", "reviewer", "clerk")},
			)

	def _add_officer(self, entry: Entry) -> str:
		officer = self.make(
			"Liaison Officer",
			officer_code=entry["name"],
			**{name: entry.get(name) for name in OFFICER_FIELDS},
			party_member=int(entry.get("party_member", False)),
			student_work_experience=int(entry.get("student_work_experience", False)),
			own_branch=entry.get("own_branch") or None,
			tenures=[_without_name(row) for row in entry["tenures"]],
			leaves=list(entry.get("leaves", ())),
			units_in_charge=_rows("unit", entry.get("units_in_charge", ())),
		)
		return str(officer.name)

	def _add_target(self, entry: Entry) -> str:
		target = self.make(
			"Contact Target",
			code=entry["name"],
			**{name: entry.get(name) for name in TARGET_FIELDS},
			parent_contact_target=self.targets.get(entry.get("parent", "")),
			tags=list(entry.get("tags", ())),
			offered_in=_rows("term", entry.get("offered_in", ())),
			contact_people=list(entry.get("contact_people", ())),
		)
		return str(target.name)


def _by_code(doctype: str, field: str) -> dict[str, str]:
	return dict(frappe.get_all(doctype, {field: ("is", "set")}, [field, "name"], as_list=True))


def _rows(column: str, values: Iterable[str]) -> list[dict[str, str]]:
	return [{column: value} for value in values]


def _without_name(row: Entry) -> dict[str, Any]:
	return {key: value for key, value in row.items() if key != "name"}
