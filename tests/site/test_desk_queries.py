"""More officers, units, duties and visits take no more queries: board, nudges, cards, charts, prefill and calendar."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import frappe
import pytest

from liaison_app.api import calendar
from liaison_app.services import board, cards, charts, nudging, quick_record, rule_cache
from tests import sitekit
from tests.site import builders
from tests.site.queries import counted

TODAY = date(2019, 9, 30)
SEPTEMBER = {"period_start": "2019-09-01", "period_end": "2019-09-30", "period_key": "M:2019-09"}
MONTH = ("2019-09-01", "2019-10-01")
DUES = frappe.as_json({"dues": 4 * [TODAY.toordinal()]})
LAYERS = ",".join(calendar.LAYERS)


@pytest.fixture(scope="module", autouse=True)
def committed(site):
	"""Users are slow to make: they are made once, the tests themselves are rolled back."""
	with sitekit.clean_afterwards():
		yield


@pytest.fixture(scope="module")
def two(committed):
	"""The rule of all duties here, and two officers who can log in, each of a college of their own."""
	rule = builders.make_rule(period="Month", code="Q1")
	people = [builders.make_officer(builders.make_unit(f"Queries {place}")) for place in ("East", "West")]
	for officer in people:
		be_behind(officer, rule)
	frappe.db.commit()
	rule_cache.forget()
	return SimpleNamespace(rule=rule, people=people, first=people[0])


def be_behind(officer: Any, rule: Any) -> None:
	"""Something overdue, something too slow, something missed, and a visit to a new target."""
	target = builders.make_target(officer.unit)
	builders.make_assignment(officer, target)
	owe(officer, rule, target, state="Overdue", quantity=1, next_due="2019-09-20")
	owe(officer, rule, None, state="Open", quantity=4, done=1, next_due="2019-09-30", plan_data=DUES)
	owe(officer, rule, target, state="Missed", quantity=1)
	visit = builders.make_visit([officer], [target], start="2019-09-16 08:00:00")
	frappe.db.set_value("Contact Visit", visit.name, "docstatus", 1)


def owe(officer: Any, rule: Any, target: Any, **values: Any) -> None:
	common = {"owner_key": officer.name, "nature": "Required", "frozen": 0, "regulation": rule.regulation}
	days = {"opens": "2019-09-01", "last_due": "2019-09-30"}
	builders.make_obligation(officer, rule, target, **{**common, **SEPTEMBER, **days, **values})


def more_people(two: Any) -> None:
	"""Three colleges, each with three officers, who are behind too."""
	for number in range(3):
		unit = builders.make_unit(f"Queries {number}")
		for _ in range(3):
			be_behind(builders.make_officer(unit, None), two.rule)


def queries_of(answer: Callable[[], Any]) -> tuple[Any, int]:
	"""The answer and its queries, after Frappe has read what it remembers."""
	answer()
	with counted() as queries:
		found = answer()
	return found, len(queries)


def the_board(unit: str | None = None) -> list[dict[str, Any]]:
	return board.board("Administrator", "Month", date(2019, 9, 10), TODAY, unit)["rows"]


def the_behind() -> list[dict[str, Any]]:
	return board.behind("Administrator", TODAY, unit=None, officer=None, regulation=None)


# What is shown -> a number that more people make larger.
ANSWERS: dict[str, Callable[[], int]] = {
	"board": lambda: len(the_board()),
	"behind": lambda: len(the_behind()),
	"due": lambda: cards.due_this_week(TODAY)[0],
	"overdue": cards.overdue,
	"missed": lambda: cards.missed_last_period(date(2019, 10, 5))[0],
	"not met": lambda: cards.never_contacted(date(2020, 9, 1)),
	"chart of units": lambda: len(charts.attainment_by_unit("Administrator", TODAY)["labels"]),
	"chart of weeks": lambda: sum(charts.visits_per_week(TODAY)["datasets"][0]["values"]),
	"chart of activities": lambda: sum(charts.visits_by_activity(TODAY)["datasets"][0]["values"]),
	"calendar of visits": lambda: len(calendar.visits(*MONTH, layers=LAYERS)),
	"calendar of duties": lambda: len(calendar.duties(*MONTH, layers=LAYERS)),
}


def test_more_units_and_officers_take_no_more_queries(two):
	few = {name: queries_of(answer) for name, answer in ANSWERS.items()}
	more_people(two)
	many = {name: queries_of(answer) for name, answer in ANSWERS.items()}
	for name in ANSWERS:
		assert many[name][0] > few[name][0] > 0, name
		assert many[name][1] == few[name][1], name


def test_of_a_unit_and_its_officers_too(two):
	unit = two.first.unit
	few = queries_of(lambda: len(the_board(unit)))
	for _ in range(3):
		be_behind(builders.make_officer(unit, None), two.rule)
	assert queries_of(lambda: len(the_board(unit))) == (few[0] + 3, few[1])


def test_everyone_who_is_behind_is_in_the_list_with_all_of_it(two):
	more_people(two)
	assert [(each["duties"], each["overdue"]) for each in the_behind()] == 11 * [(2, 1)]


def test_a_click_tells_many_with_as_many_queries_as_one(two):
	names = [officer.name for officer in two.people]
	nudging.nudge("Administrator", names[:1], date(2019, 9, 28))
	with counted() as few:
		assert nudging.nudge("Administrator", names[:1], date(2019, 9, 29)).told == names[:1]
	with counted() as many:
		assert nudging.nudge("Administrator", names, TODAY).told == sorted(names)
	assert len(many) == len(few)
	again = nudging.nudge("Administrator", names, TODAY)
	assert (again.told, again.already) == ([], sorted(names))


def test_more_duties_and_visits_of_an_officer_take_no_more_queries(two, as_user):
	shown = {
		"prefill": lambda: len(quick_record.prefill()["target_choices"]),
		"visits": lambda: len(calendar.visits(*MONTH, layers=LAYERS)),
	}
	with as_user(two.first.user):
		few = {name: queries_of(answer) for name, answer in shown.items()}
	for _ in range(4):
		be_behind(two.first, two.rule)
	with as_user(two.first.user):
		many = {name: queries_of(answer) for name, answer in shown.items()}
	for name in shown:
		assert many[name][0] > few[name][0] > 0, name
		assert many[name][1] == few[name][1], name
