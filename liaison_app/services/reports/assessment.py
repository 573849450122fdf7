"""Assessment: for each officer what was required and done, by regulation, with and without the visits that are not trusted."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from frappe import _

from .. import assessment, distrust
from ..assessment import Assessed
from ..tables import select_in
from . import names
from .asked import obligations, read, seen
from .lines import (
	Answer,
	Line,
	bars,
	column,
	counted,
	days_told,
	hidden,
	in_duties,
	percent,
	plain,
	says_what_is_wrong,
	sums,
	to_report,
	total_line,
)

COUNTS = ("owed", "done", "late", "missed", "waived", "doubted")
BANDS = ((0, 60), (60, 80), (80, 90), (90, 100))


@says_what_is_wrong
def report(filters: Mapping[str, Any] | None, day: date) -> Answer:
	"""One line per officer who owed something, by unit and name; what is advocated only when `nature` asks for it."""
	asked = read(filters, day, period="Academic Year", nature="Required")
	found = assessment.assess(obligations(asked, begun=True), asked.span, asked.today)
	regulations = sorted({share.regulation for each in found for share in each.shares})
	readable = _readable({visit.visit for each in found for visit in each.visits})
	lines = [_line(each, regulations, readable) for each in found]
	total = [total_line("who", sums(lines, (*COUNTS, "distrusted_visits")))] if lines else []
	return Answer(
		_columns(regulations), [*lines, *total], days_told(asked), _chart(lines), _summary(lines, found)
	)


def _readable(visits: set[str]) -> set[str]:
	"""Those of the visits that the user may read: of the others the reason is not told."""
	return {name for (name,) in select_in("Contact Visit", ("name",), "name", visits, *seen("Contact Visit"))}


def _line(each: Assessed, regulations: Sequence[str], readable: set[str]) -> Line:
	rates = {share.regulation: share.attainment for share in each.shares}
	return {
		"who": plain(each.name),
		"unit_title": plain(each.unit),
		**{figure: each.total(figure) for figure in COUNTS},
		"attainment": percent(each.attainment),
		"with_all": percent(each.with_all),
		**{f"regulation_{place}": percent(rates.get(name)) for place, name in enumerate(regulations)},
		"distrusted_visits": len(each.visits),
		"why": plain(distrust.told(visit for visit in each.visits if visit.visit in readable)),
		"experience": _("Yes") if each.student_work_experience else _("No"),
		"officer": each.officer,
		"unit": each.unit,
	}


def _columns(regulations: Sequence[str]) -> list[dict[str, Any]]:
	documents = names.regulations()

	def duties(*states: str) -> dict[str, Any]:
		chosen = {"state": states[0]} if len(states) == 1 else {}
		return to_report("Duty Ledger", {"officer": "officer"}, begun=1, **chosen)

	visits = to_report("Visit Register", {"officer": "officer"})
	return [
		column("who", _("Officer"), width=120, drill=duties()),
		column("unit_title", _("Unit"), width=150, drill=to_report("Assessment", {"unit": "unit"})),
		column("attainment", _("Attainment"), "Percent", 100),
		column("owed", _("Owed"), "Int", 80, drill=duties()),
		column("done", _("Done"), "Int", 70),
		column("late", in_duties("Met Late"), "Int", 80, drill=duties("Met Late")),
		column("missed", in_duties("Missed"), "Int", 80, drill=duties()),
		column("waived", in_duties("Waived"), "Int", 80, drill=duties("Waived")),
		*(
			column(f"regulation_{place}", documents.get(name) or plain(name), "Percent", 130)
			for place, name in enumerate(regulations)
		),
		column("with_all", _("With All Visits"), "Percent", 110),
		column("doubted", _("Lost to Visits Not Trusted"), "Int", 110),
		column("distrusted_visits", _("Visits Not Trusted"), "Int", 100, drill=visits),
		column("why", _("Why Not Trusted"), width=200, align="left"),
		column("experience", _("Experience in Student Work"), width=110),
		hidden("officer", "Liaison Officer"),
		hidden("unit", "Liaison Unit"),
	]


def _chart(lines: Sequence[Line]) -> dict[str, Any] | None:
	"""How many officers have reached how much, with and without the visits that are not trusted."""
	if not any(line["attainment"] is not None for line in lines):
		return None
	labels = [f"{low}-{high}%" for low, high in BANDS[:-1]] + ["90-99.9%", "100%"]
	numbers = {
		label: _in_bands([line[field] for line in lines if line[field] is not None])
		for label, field in ((_("Assessed"), "attainment"), (_("With All Visits"), "with_all"))
	}
	return bars(labels, numbers, ["blue", "grey"])


def _in_bands(rates: Sequence[float]) -> list[int]:
	return [sum(low <= rate < high for rate in rates) for low, high in BANDS] + [rates.count(100.0)]


def _summary(lines: Sequence[Line], found: Sequence[Assessed]) -> list[dict[str, Any]]:
	full = sum(line["attainment"] == 100 for line in lines)
	doubted = len({visit.visit for each in found for visit in each.visits})
	return [
		counted(_("Officers"), len(lines)),
		counted(_("All Done"), full, "Green"),
		counted(in_duties("Missed"), sum(line["missed"] for line in lines), "Red"),
		counted(in_duties("Waived"), sum(line["waived"] for line in lines), "Purple"),
		counted(_("Visits Not Trusted"), doubted, "Orange" if doubted else ""),
	]
