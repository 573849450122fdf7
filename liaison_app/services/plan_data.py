"""What an obligation needs beyond the columns that people see: packed into one column as JSON, and read back."""

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from liaison_app.engine.days import Days
from liaison_app.engine.rows import Key, Obligation

PACKED = (
	"dues",
	"in_post",
	"assigned",
	"leave",
	"event",
	"creatable_until",
	"lead_days",
	"more_than",
	"rolling_days",
	"reviewer_after_days",
	"manager_after_days",
	"held",
	"within",
)
FILTERS = ("held", "within")
_values_of = attrgetter(*PACKED)
_to_json = json.JSONEncoder(separators=(",", ":")).encode


def pack(row: Obligation) -> str:
	"""What the columns do not hold, as JSON; days are ordinals, and what is empty is left out."""
	return _packed(_values_of(row))


@lru_cache(maxsize=2000)  # most people hold the same days of the same duties
def _packed(values: tuple[Any, ...]) -> str:
	plan = dict(zip(PACKED, values, strict=True))
	plan["dues"] = [due.toordinal() for due in plan["dues"]]
	plan["creatable_until"] = plan["creatable_until"] and plan["creatable_until"].toordinal()
	# of the filters nothing held is not the same as no filter
	kept = {key: value for key, value in plan.items() if (value is not None if key in FILTERS else value)}
	return _to_json(kept)


def unpack(stored: dict[str, Any], plan: dict[str, Any]) -> Obligation:
	"""The obligation of a stored row's columns and of what was packed, read from its JSON."""
	until = plan.get("creatable_until")
	return Obligation(
		name=stored["name"],
		key=Key(stored["rule"], stored["owner_key"], stored["subject"] or "", stored["period_key"]),
		owner_kind=stored["owner_kind"],
		regulation=stored["regulation"],
		nature=stored["nature"],
		quantity=stored["quantity"],
		period_start=stored["period_start"],
		period_end=stored["period_end"],
		opens=stored["opens"],
		dues=tuple(date.fromordinal(due) for due in plan["dues"]),
		close=stored["close_on"],
		in_post=_days(plan.get("in_post", ())),
		assigned=_days(plan.get("assigned", ())),
		held=_named_days(plan.get("held")),
		within=_named_days(plan.get("within")),
		leave=_days(plan.get("leave", ())),
		waived=stored["waived_reason"] or "",
		excused_on=stored["excused_on"],
		event=plan.get("event", ""),
		creatable_until=date.fromordinal(until) if until else None,
		lead_days=plan.get("lead_days", 0),
		more_than=plan.get("more_than", False),
		rolling_days=plan.get("rolling_days", 0),
		reviewer_after_days=plan.get("reviewer_after_days", 0),
		manager_after_days=plan.get("manager_after_days", 0),
	)


def _days(packed: Sequence[Sequence[int]]) -> Days:
	return tuple((first, last) for first, last in packed)


def _named_days(packed: Sequence[Any] | None) -> tuple[tuple[str, Days], ...] | None:
	return None if packed is None else tuple((name, _days(span)) for name, span in packed)
