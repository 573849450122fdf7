"""Classes that were heard: the submitted visits that are hearing a class, what they name, and their figures."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion

from ..contacts import DONE
from ..official_forms.hearing import RATINGS
from ..official_forms.vocabulary import CLASS, COURSE, OBSERVING, PERSON, TEACHER, Kinds
from ..tables import by_parent, children, select, select_in, table_of
from .asked import Asked, seen, units_below
from .lines import Line, counted, percent

VISIT, TARGET = "Contact Visit", "Contact Target"
PROBLEMS = ("Fair", "Poor")
FIELDS = (
	"name",
	"start",
	"duration_minutes",
	"overall_rating",
	"lesson",
	"expected_students",
	"present_students",
	"confidential",
	"distrusted",
)


@dataclass(frozen=True)
class Heard:
	"""A class that was heard: `parts` are Course, Teacher and Class with the (target, title, unit) that the visit names as such."""

	values: Mapping[str, Any]
	officers: tuple[str, ...]
	parts: Mapping[str, tuple[tuple[str, str, str], ...]]

	@property
	def rating(self) -> str:
		"""Empty where none was given."""
		return str(self.values["overall_rating"] or "")

	@property
	def start(self) -> datetime:
		"""When it began."""
		start: datetime = self.values["start"]
		return start


def heard_in(asked: Asked, more: Sequence[str] = ()) -> list[Heard]:
	"""The submitted visits that are hearing a class, as far as the user sees them. Five queries for any number of them."""
	columns = (*FIELDS, *more)
	rows = select(VISIT, columns, *_conditions(asked))
	visits = [row[0] for row in rows]
	officers = by_parent(children("Contact Visit Officer", VISIT, ("officer",), visits))
	targets = by_parent(children("Contact Visit Target", VISIT, ("target", "target_title", "role"), visits))
	kept = _Targets({line[0] for some in targets.values() for line in some})
	return [
		Heard(
			dict(zip(columns, row, strict=True)),
			tuple(officer for (officer,) in officers.get(row[0], ())),
			kept.parts_of(targets.get(row[0], ())),
		)
		for row in rows
	]


class _Targets:
	"""What is known of the targets that visits name."""

	def __init__(self, wanted: Collection[str]) -> None:
		rows = select_in(TARGET, ("name", "target_type", "unit"), "name", wanted)
		self._known = {name: (target_type, unit or "") for name, target_type, unit in rows}
		self._kinds = Kinds()
		self._parts: dict[str, str] = {}

	def parts_of(self, lines: Iterable[tuple[Any, ...]]) -> dict[str, tuple[tuple[str, str, str], ...]]:
		"""By the part that the visit gives each target, else by its type."""
		found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
		for target, title, role in lines:
			target_type, unit = self._known.get(target, ("", ""))
			part = role or self._by_type(target_type)
			if part:
				found[part].append((target, title or target, unit))
		return {part: tuple(some) for part, some in found.items()}

	def _by_type(self, target_type: str) -> str:
		if target_type not in self._parts:
			among = self._kinds.of(target_type)
			parts = (("Course", {COURSE}), ("Class", {CLASS}), ("Teacher", {TEACHER, PERSON}))
			self._parts[target_type] = next((part for part, kinds in parts if kinds & among), "")
		return self._parts[target_type]


def _conditions(asked: Asked) -> list[Criterion]:
	table, activity = table_of(VISIT), table_of("Liaison Activity Link")
	until = asked.span.until + timedelta(days=1)
	hearing = frappe.qb.from_(activity).select(activity.parent)
	hearing = hearing.where((activity.parenttype == VISIT) & activity.activity.isin(sorted(OBSERVING)))
	conditions = [
		(table.docstatus == 1) & (table.start >= asked.span.since) & (table.start < until),
		(table.outcome == DONE) | table.outcome.isnull(),
		table.name.isin(hearing),
	]
	if asked["officer"]:
		conditions.append(table.name.isin(_with("Contact Visit Officer", "officer", asked["officer"])))
	if asked["target"]:
		conditions.append(table.name.isin(_with("Contact Visit Target", "target", asked["target"])))
	if asked["unit"]:
		officer, present = table_of("Liaison Officer"), table_of("Contact Visit Officer")
		members = (
			frappe.qb.from_(officer).select(officer.name).where(officer.unit.isin(units_below(asked["unit"])))
		)
		of_them = (present.parenttype == VISIT) & present.officer.isin(members)
		conditions.append(table.name.isin(frappe.qb.from_(present).select(present.parent).where(of_them)))
	return [*conditions, *seen(VISIT)]


def _with(doctype: str, link: str, value: str) -> Any:
	part = table_of(doctype)
	return frappe.qb.from_(part).select(part.parent).where((part.parenttype == VISIT) & (part[link] == value))


def figures(found: Sequence[Heard]) -> Line:
	"""Counts, the share of good ratings among those given, and of students present among those expected."""
	given = Counter(each.rating for each in found)
	known = [each.values for each in found if each.values["expected_students"]]
	expected = sum(values["expected_students"] for values in known)
	rated = sum(given[mark] for mark in RATINGS)
	good = given["Excellent"] + given["Good"]
	return {
		"classes": len(found),
		**{mark.lower(): given[mark] for mark in RATINGS},
		"unrated": len(found) - rated,
		"problems": sum(given[mark] for mark in PROBLEMS),
		"good_share": percent(good / rated) if rated else None,
		"presence": percent(sum(values["present_students"] or 0 for values in known) / expected)
		if expected
		else None,
		"distrusted": sum(bool(each.values["distrusted"]) for each in found),
		"last_heard": max((each.start.date() for each in found), default=None),
	}


def rated(mark: str) -> str:
	"""A rating in the user's language."""
	return str(_(mark, context=VISIT)) if mark else ""


def summary(found: Sequence[Heard], lines: Sequence[Line]) -> list[dict[str, Any]]:
	"""The figures above a report of these classes; `lines` are those that show whom nobody heard."""
	whole = figures(found)
	rated_any = whole["good_share"] is not None
	never = sum(not line["classes"] for line in lines)
	return [
		counted(_("Number of Classes"), whole["classes"]),
		*([counted(_("Excellent or Good"), whole["good_share"], datatype="Percent")] if rated_any else []),
		counted(_("Fair or Poor"), whole["problems"], "Orange" if whole["problems"] else "Green"),
		counted(_("Not Rated"), whole["unrated"]),
		*([counted(_("Nobody Heard"), never, "Red")] if never else []),
	]
