"""Duty Ledger: every obligation of the days asked for, who owes it, what is done, and why it is not owed."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion

from ..figures import Group, attainment_by, overall
from ..tables import select, table_of
from . import names
from .asked import OBLIGATION, Asked, obligations, read
from .lines import (
	Answer,
	Line,
	column,
	counted,
	days_told,
	hidden,
	in_duties,
	measured_in,
	percent,
	plain,
	remembered,
	says_what_is_wrong,
	states_chart,
	to_form,
	to_report,
	waived_because,
)

FIELDS = (
	"name",
	"owner_kind",
	"owner_key",
	"officer",
	"unit",
	"rule",
	"nature",
	"subject",
	"subject_title",
	"period_label",
	"period_start",
	"quantity",
	"done",
	"quantity_unit",
	"state",
	"next_due",
	"waived_reason",
	"counted_contacts",
	"responsible_user",
	"sensitive",
)
LINKED = {
	"name": OBLIGATION,
	"officer": "Liaison Officer",
	"unit": "Liaison Unit",
	"rule": "Duty Rule",
	"subject": "Contact Target",
}


@says_what_is_wrong
def report(filters: Mapping[str, Any] | None, day: date) -> Answer:
	"""One line per obligation whose period meets the days; `begun` leaves those whose period has begun, `due_then` those due in them."""
	asked = read(filters, day)
	conditions = _conditions(asked)
	rows = select(OBLIGATION, FIELDS, *conditions)
	lines = sorted(
		_lines(rows),
		key=lambda line: (line["who"], line["code"], line["period_start"], line["subject_title"]),
	)
	states = Counter(line["state_key"] for line in lines)
	groups = attainment_by((), *conditions, span=asked.span, today=asked.today)
	return Answer(_columns(), lines, days_told(asked), states_chart(states), _summary(states, groups))


def _conditions(asked: Asked) -> list[Criterion]:
	conditions = obligations(asked, begun=asked.is_set("begun"), names=("state", "subject"))
	if asked.is_set("due_then"):
		table = table_of(OBLIGATION)
		days = [table[field][asked.span.since : asked.span.until] for field in ("next_due", "last_due")]
		conditions.append(Criterion.any(days))
	return conditions


def _lines(rows: list[tuple[Any, ...]]) -> Iterator[Line]:
	shown = Shown()
	for row in rows:
		found = dict(zip(FIELDS, row, strict=True))
		yield {
			**shown.owner(found),
			**shown.duty(found),
			**shown.progress(found),
			"name": found["name"],
			"officer": found["officer"],
			"unit": found["unit"],
			"rule": found["rule"],
			"period_start": found["period_start"],
		}


class Shown:
	"""The texts of obligations' lines; what comes back on many lines is worked out once."""

	def __init__(self) -> None:
		self.clauses, self.people = names.clauses(), names.officers()
		self.unit = remembered(measured_in)
		self.word, self.reason, self.text = (
			remembered(in_duties),
			remembered(waived_because),
			remembered(plain),
		)
		self.user = frappe.session.user

	def owner(self, found: Line) -> Line:
		"""Who owes it."""
		is_officer = found["owner_kind"] == "Officer"
		who = self.people.get(found["officer"], "") if is_officer else self.text(found["owner_key"])
		return {"who": who, "unit_title": self.text(found["unit"])}

	def duty(self, found: Line) -> Line:
		"""What is owed, under which clause, and for whom; the subject of a confidential duty stays between those concerned."""
		clause = self.clauses.get(found["rule"], names.NO_CLAUSE)
		is_secret = clause.confidential or found["sensitive"]
		hides = is_secret and found["subject"] and found["responsible_user"] != self.user
		return {
			"code": clause.code,
			"duty": clause.title,
			"clause": clause.clause,
			"document": clause.document,
			"subject_title": _("Confidential") if hides else self.text(found["subject_title"]),
			"subject": None if hides else found["subject"],
			"period_label": found["period_label"],
			"nature": self.word(found["nature"]),
		}

	def progress(self, found: Line) -> Line:
		"""How much of it is done."""
		return {
			"quantity": found["quantity"],
			"done": found["done"],
			"measured_in": self.unit(found["quantity_unit"]),
			"state": self.word(found["state"]),
			"state_key": found["state"],
			"next_due": found["next_due"],
			"waived_reason": self.reason(found["waived_reason"]),
			"counted": _counting(found["counted_contacts"]),
		}


def _counting(packed: str | None) -> int:
	"""How many contacts count: the first of the stored list is how much was on time."""
	return len(json.loads(packed)) - 1 if packed else 0


def _columns() -> list[dict[str, Any]]:
	of_officer = to_report("Duty Ledger", {"officer": "officer"})
	return [
		column("who", _("Who"), width=130, drill=of_officer),
		column("unit_title", _("Unit"), width=150, drill=to_report("Duty Ledger", {"unit": "unit"})),
		column("code", _("Code", context="Duty Rule"), width=95),
		column("duty", _("Duty"), width=220, drill=to_form(OBLIGATION, "name")),
		column("subject_title", _("Contact Target"), width=150),
		column("period_label", _("Period"), width=130),
		column("quantity", _("Required"), "Float", 80, precision=1),
		column("done", _("Done"), "Float", 80, precision=1),
		column("measured_in", _("Measured In"), width=80),
		column("state", _("State", context=OBLIGATION), width=90),
		column("next_due", _("Due On"), "Date", 100),
		column("waived_reason", _("Waived Because"), width=120),
		column("counted", _("Visits That Count"), "Int", 90),
		column("nature", _("Nature"), width=90),
		column("clause", _("Clause"), width=110),
		column("document", _("Regulation"), width=200),
		*(hidden(name, doctype) for name, doctype in LINKED.items()),
	]


def _summary(states: Mapping[str, int], groups: Sequence[Group]) -> list[dict[str, Any]]:
	return [
		counted(_("Duties"), sum(states.values())),
		counted(_("Met"), states.get("Met", 0) + states.get("Met Late", 0), "Green"),
		counted(_("Overdue or Missed"), states.get("Overdue", 0) + states.get("Missed", 0), "Red"),
		counted(_("Waived"), states.get("Waived", 0), "Purple"),
		counted(_("Attainment"), percent(overall(groups)), datatype="Percent"),
	]
