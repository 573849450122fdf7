"""Plans, summaries, record forms and declarations that the people of the sample college have handed in so far."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from ..engine import FactIndex, plan
from ..engine.facts import Facts
from ..engine.rows import Obligation
from .visits import diligence

LATE, DAYS_EARLY, DAYS_LATE = 0.1, 6, 4


def documents(facts: Facts, first_day: date, today: date) -> list[dict[str, Any]]:
	"""The `documents` of the roster: most papers in the last days before they are due, a few late, some not at all."""
	index = FactIndex(facts)
	handed_in = (
		(row, _day_of(row, index, first_day, today))
		for row in plan(index, (first_day, today))
		if index.rules[row.key.rule].measure == "Document" and not row.waived
	)
	return [
		{
			"name": f"D{number:03}",
			"rule": row.key.rule,
			"owner": row.key.owner,
			"period_key": row.key.period,
			"subject": row.key.subject,
			"handed_in_on": day.isoformat(),
		}
		for number, (row, day) in enumerate(((row, day) for row, day in handed_in if day), 1)
	]


def _day_of(row: Obligation, index: FactIndex, first_day: date, today: date) -> date | None:
	"""The day the paper was handed in; None when it has not been."""
	chance = Random(f"paper {row.name}")
	willing = chance.random() < (diligence(index, row.key.owner) if row.key.owner in index.officers else 0.7)
	due = row.dues[-1]
	day = max(first_day, row.opens, due - timedelta(days=chance.randint(0, DAYS_EARLY)))
	if chance.random() < LATE:
		day = due + timedelta(days=chance.randint(1, DAYS_LATE))
	return day if willing and day <= today else None
