"""Attainment without Flagged Visits: with all of them, without those not trusted, and without those that are asked about as well.

The first two figures are those of the assessment; an open question is no verdict, so it changes neither.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from frappe import _

from .. import assessment, distrust
from ..assessment import Assessed
from ..honesty import doubts
from .asked import obligations, read, seen
from .lines import (
	Answer,
	Line,
	bars,
	column,
	counted,
	days_told,
	hidden,
	percent,
	plain,
	says_what_is_wrong,
	sums,
	to_report,
	total_line,
)

COUNTS = ("owed", "done", "done_without", "not_trusted", "asked_about")


@says_what_is_wrong
def report(filters: Mapping[str, Any] | None, day: date) -> Answer:
	"""One line per officer who owed something, those who lose most first."""
	asked = read(filters, day, nature="Required")
	conditions = obligations(asked, begun=True)
	distrusted = distrust.distrusted()
	questions = doubts.questioned(*seen("Visit Flag"))
	stands = assessment.assess(conditions, asked.span, asked.today, distrusted)
	without = assessment.assess(conditions, asked.span, asked.today, doubts.beside(distrusted, questions))
	less = {each.officer: each for each in without}
	lines = [_line(each, less[each.officer]) for each in stands]
	lines.sort(key=lambda line: (line["lost"] or 0, line["unit_title"], line["who"], line["officer"]))
	total = [total_line("who", sums(lines, COUNTS))] if lines else []
	return Answer(_columns(), [*lines, *total], days_told(asked), _chart(lines), _summary(lines))


def _line(stands: Assessed, without: Assessed) -> Line:
	rates = [percent(rate) for rate in (stands.with_all, stands.attainment, without.attainment)]
	with_all, trusted, unasked = rates
	kept = {each.visit for each in stands.visits}
	return {
		"who": plain(stands.name),
		"unit_title": plain(stands.unit),
		"with_all": with_all,
		"trusted": trusted,
		"unasked": unasked,
		"lost": None if with_all is None or unasked is None else round(unasked - with_all, 1),
		"owed": stands.total("owed"),
		"done": stands.total("done") + stands.total("doubted"),
		"done_without": without.total("done"),
		"not_trusted": len(kept),
		"asked_about": len({each.visit for each in without.visits} - kept),
		"why": plain(distrust.told(each for each in without.visits if each.visit not in kept)),
		"officer": stands.officer,
		"unit": stands.unit,
	}


def _columns() -> list[dict[str, Any]]:
	visits = to_report("Visit Register", {"officer": "officer"})
	return [
		column(
			"who", _("Officer"), width=120, drill=to_report("Duty Ledger", {"officer": "officer"}, begun=1)
		),
		column("unit_title", _("Unit"), width=150),
		column("with_all", _("With All Visits"), "Percent", 110),
		column("trusted", _("Without Visits Not Trusted"), "Percent", 120),
		column("unasked", _("Without Flagged Visits"), "Percent", 120),
		column("lost", _("Difference in Points"), "Float", 100, precision=1),
		column("owed", _("Owed"), "Int", 80),
		column("done", _("Done"), "Int", 70),
		column("done_without", _("Done without Flagged Visits"), "Int", 120),
		column("not_trusted", _("Visits Not Trusted"), "Int", 100, drill=visits),
		column("asked_about", _("Visits Asked About"), "Int", 100, drill=visits),
		column("why", _("What Was Found"), width=220, align="left"),
		hidden("officer", "Liaison Officer"),
		hidden("unit", "Liaison Unit"),
	]


def _chart(lines: Sequence[Line]) -> dict[str, Any] | None:
	"""Those who lose most come first; where nobody loses anything, both bars are of one height."""
	rated = [line for line in lines if line["lost"] is not None]
	figures = {
		str(_("With All Visits")): [line["with_all"] for line in rated],
		str(_("Without Flagged Visits")): [line["unasked"] for line in rated],
	}
	return bars([line["who"] for line in rated], figures, ["grey", "blue"])


def _summary(lines: Sequence[Line]) -> list[dict[str, Any]]:
	losing = sum(bool(line["lost"]) for line in lines)
	return [
		counted(_("Officers"), len(lines)),
		counted(_("Officers Who Lose Something"), losing, "Orange" if losing else "Green"),
	]
