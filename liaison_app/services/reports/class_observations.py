"""Class Observations: each class that was heard, its rating, and what was remarked; what was said in confidence stands aside."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from frappe import _

from ..official_forms.hearing import RATINGS
from . import names
from .asked import read
from .heard import PROBLEMS, VISIT, Heard, heard_in, rated, summary
from .lines import (
	Answer,
	Line,
	bars,
	column,
	days_told,
	hidden,
	plain,
	says_what_is_wrong,
	to_form,
	total_line,
)

REMARKS = (
	"moral_education",
	"teaching_attitude",
	"teaching_method",
	"class_discipline",
	"class_atmosphere",
	"teaching_effect",
	"exchange_of_views",
)


@says_what_is_wrong
def observations(filters: Mapping[str, Any] | None, day: date) -> Answer:
	"""One line per class that was heard, the latest first; `rating` and `only_problems` (fair and poor) narrow them."""
	asked = read(filters, day)
	found = [
		each
		for each in heard_in(asked, REMARKS)
		if (not asked["rating"] or each.rating == asked["rating"])
		and (not asked.is_set("only_problems") or each.rating in PROBLEMS)
	]
	people = names.officers()
	found.sort(key=lambda each: (each.start, each.values["name"]), reverse=True)
	lines = [_observation(each, people) for each in found]
	total = [total_line("day", {"officers": _("{0} classes").format(len(lines))})] if lines else []
	return Answer(
		_observed_columns(), [*lines, *total], days_told(asked), _ratings_chart(found), summary(found, [])
	)


def _observation(each: Heard, people: Mapping[str, str]) -> Line:
	values = each.values
	titles = {
		part.lower(): ", ".join(plain(title) for _target, title, _unit in each.parts.get(part, ()))
		for part in ("Course", "Teacher", "Class")
	}
	closed = _("Confidential") if values["confidential"] else ""
	present, expected = values["present_students"], values["expected_students"]
	return {
		"day": str(each.start.date()),
		"officers": ", ".join(people.get(officer, "") for officer in each.officers),
		**titles,
		"lesson": plain(values["lesson"]),
		"students": f"{present or 0}/{expected}" if expected else "",
		"rating": rated(each.rating),
		**{field: plain(closed if closed and values[field] else values[field]) for field in REMARKS},
		"trusted": _("Not trusted") if values["distrusted"] else "",
		"name": values["name"],
	}


def _observed_columns() -> list[dict[str, Any]]:
	labels = {
		"moral_education": _("Moral Education"),
		"teaching_attitude": _("Teaching Attitude"),
		"teaching_method": _("Teaching Method"),
		"class_discipline": _("Class Discipline"),
		"class_atmosphere": _("Class Atmosphere"),
		"teaching_effect": _("Teaching Effect"),
		"exchange_of_views": _("Talk with Teacher and Students"),
	}
	return [
		column("day", _("Day"), width=115, drill=to_form(VISIT, "name")),
		column("officers", _("Officers"), width=140, align="left"),
		column("course", _("Course"), width=150, align="left"),
		column("teacher", _("Teacher"), width=100, align="left"),
		column("class", _("Class"), width=120, align="left"),
		column("lesson", _("Lesson"), width=70, align="left"),
		column("rating", _("Overall Rating"), width=90, align="left"),
		column("students", _("Students Present"), width=90, align="left"),
		*(column(field, label, width=170, align="left") for field, label in labels.items()),
		column("trusted", _("Trust"), width=90, align="left"),
		hidden("name", VISIT),
	]


def _ratings_chart(found: Sequence[Heard]) -> dict[str, Any] | None:
	"""How many classes have which rating."""
	given = Counter(each.rating for each in found)
	labels = [*(rated(mark) for mark in RATINGS), _("Not Rated")]
	values = [*(given[mark] for mark in RATINGS), len(found) - sum(given[mark] for mark in RATINGS)]
	return bars(labels if found else [], {_("Number of Classes"): values}, ["blue"])
