"""What people read on an obligation: titles, periods, and who is responsible for it."""

from collections.abc import Collection
from datetime import date
from functools import cached_property
from typing import Any

import frappe

from liaison_app.engine.index import FactIndex
from liaison_app.engine.rows import Obligation

from .tables import select, select_in, table_of

UNITS_OF_MEASURE = {"Visits": "Times", "Distinct Targets": "Targets", "Document": "Documents"}
NAMED_PERIODS = ("M", "S", "Y", "C")  # months, semesters, years: their keys say it


class Labels:
	"""Labels for rows of the facts, in the site's language; `enabled_users` may be given a to-do."""

	def __init__(
		self,
		index: FactIndex,
		enabled_users: frozenset[str],
		chinese: bool,
		sensitive_types: frozenset[str] = frozenset(),
	) -> None:
		self.index = index
		self.enabled_users = enabled_users
		self.chinese = chinese
		self.sensitive_types = sensitive_types

	def of(self, row: Obligation) -> dict[str, Any]:
		"""The label columns of a row."""
		return {
			"code": self.code(row),
			"title": self.title(row),
			"unit": self.unit(row),
			"responsible_user": self.responsible_user(row),
			"subject_title": self.subject_title(row),
			"period_label": self.period(row),
			"quantity_unit": self.quantity_unit(row),
			"event": self.event(row),
			"sensitive": int(row.event in self._sensitive_events),
		}

	def code(self, row: Obligation) -> str:
		"""The rule's code."""
		return self.index.rules[row.key.rule].code if row.key.rule in self.index.rules else row.key.rule

	def rule_title(self, row: Obligation, chinese: bool | None = None) -> str:
		"""The rule's title in the site's language, unless another is asked for."""
		rule = self.index.rules.get(row.key.rule)
		if not rule:
			return row.key.rule
		chinese = self.chinese if chinese is None else chinese
		return (rule.title_zh if chinese else rule.title) or rule.title or rule.code

	def subject_title(self, row: Obligation) -> str | None:
		"""The target's title; None for a total."""
		target = self.index.targets.get(row.key.subject)
		return (target.title or target.name) if target else None

	def title(self, row: Obligation) -> str:
		"""Code, duty and subject in one line, at most the 140 characters of its column."""
		subject = self.subject_title(row)
		text = f"{self.code(row)} {self.rule_title(row)}"
		return (f"{text}: {subject}" if subject else text)[:140]

	def told(self, row: Obligation, language: str) -> str:
		"""The title with who owes it, for others; the subject of a confidential duty stays between those concerned."""
		officer = self.index.officers.get(row.key.owner)
		rule = self.index.rules.get(row.key.rule)
		is_secret = (rule and rule.confidential) or row.event in self._sensitive_events
		subject = None if is_secret else self.subject_title(row)
		title = f"{self.code(row)} {self.rule_title(row, language.startswith('zh'))}"
		title = f"{title}: {subject}" if subject else title
		return f"{(officer.full_name or officer.name) if officer else row.key.owner}, {title}"[:140]

	def unit(self, row: Obligation) -> str | None:
		"""The owing unit, or the officer's."""
		if row.owner_kind == "Unit":
			return row.key.owner
		officer = self.index.officers.get(row.key.owner)
		return officer.unit if officer else None

	def responsible_user(self, row: Obligation) -> str | None:
		"""Who gets the to-do: the officer, or the reviewer or clerk of the owing unit or the nearest above; only who may log in."""
		if row.owner_kind == "Unit":
			rule = self.index.rules.get(row.key.rule)
			return self._of_unit(
				row.key.owner, "clerk" if rule and rule.responsible == "Clerk" else "reviewer"
			)
		officer = self.index.officers.get(row.key.owner)
		if not officer:
			return None
		if officer.user in self.enabled_users:
			return officer.user
		# What began with something sensitive is no clerk's to know.
		return self._of_unit(officer.unit, "reviewer" if row.event in self._sensitive_events else "clerk")

	def reviewer(self, row: Obligation) -> str | None:
		"""The reviewer of the row's unit, or of the nearest unit above that has one."""
		unit = self.unit(row)
		return self._of_unit(unit, "reviewer") if unit else None

	def _of_unit(self, unit: str, role: str) -> str | None:
		for name in self.index.unit_line(unit):
			user = getattr(self.index.units[name], role) if name in self.index.units else ""
			if user in self.enabled_users:
				return user
		return None

	def quantity_unit(self, row: Obligation) -> str:
		"""The unit that quantity and done are stored in."""
		rule = self.index.rules.get(row.key.rule)
		return UNITS_OF_MEASURE.get(rule.measure, "Minutes") if rule else "Times"

	def event(self, row: Obligation) -> str | None:
		"""The Trigger Event behind the row; festivals are days of the calendar and have none."""
		return row.event if row.event in self._trigger_events else None

	@cached_property
	def _trigger_events(self) -> frozenset[str]:
		return frozenset(event.name for event in self.index.facts.events if event.target)

	@cached_property
	def _sensitive_events(self) -> frozenset[str]:
		kinds = self.sensitive_types
		return frozenset(event.name for event in self.index.facts.events if event.event_type in kinds)

	def period(self, row: Obligation) -> str:
		"""The period as people write it: `2026-11`, `2026-27-1`, `2026-H2`, `2026-11-16 - 2026-11-22`."""
		kind, _, name = row.key.period.partition(":")
		if kind in ("H", "Q"):
			return _part_of_year(kind, name, self.chinese)
		return name if kind in NAMED_PERIODS else _from_to(row)


def _from_to(row: Obligation) -> str:
	end: date | None = row.period_end
	return f"{row.period_start} - {end or ''}".rstrip(" -")


def _part_of_year(kind: str, name: str, chinese: bool) -> str:
	"""A half-year or quarter by its key, `2026-2`, which anybody would take for February."""
	year, _, number = name.partition("-")
	if not chinese:
		return f"{year}-{kind}{number}"
	return f"{year}年{'上下'[int(number) - 1]}半年" if kind == "H" else f"{year}年第{number}季度"


def labels_for(index: FactIndex, enabled: frozenset[str]) -> Labels:
	"""Labels in the site's language; `enabled` are the users who may log in."""
	language = frappe.db.get_single_value("System Settings", "language") or "en"
	types = select("Trigger Event Type", ("name",), table_of("Trigger Event Type").sensitive == 1)
	return Labels(index, enabled, language.startswith("zh"), frozenset(name for (name,) in types))


def enabled_users(users: Collection[str]) -> frozenset[str]:
	"""Those of the users who may log in."""
	return frozenset(
		name for (name,) in select_in("User", ("name",), "name", users, table_of("User").enabled == 1)
	)
