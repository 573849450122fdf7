"""A12: the festivals of a year are entered at once, begin duties by themselves, and are asked for when they are missing."""

from datetime import date

import frappe
import pytest

from liaison_app.api import festivals as api
from liaison_app.services import festivals
from tests.site import builders

KIND = "Kept Festival"


@pytest.fixture(autouse=True)
def kept(site):
	builders.ensure("Trigger Event Type", "event_type_name", KIND)


def entered(year):
	between = ("between", (date(year, 1, 1), date(year, 12, 31)))
	fields = ["date", "title", "trigger_event_type"]
	return frappe.get_all(
		"Liaison Calendar Day", {"date": between}, fields, order_by="date asc", as_list=True
	)


def test_a12_festivals_of_a_year_are_entered_once_and_two_on_one_day_are_one(site):
	names = ["Mid-Autumn Festival", "National Day", "Teachers' Day"]
	assert api.enter(2020, KIND, names) == 2
	assert api.enter(2020, KIND, frappe.as_json(names)) == 0
	day, together = entered(2020)
	assert day == (date(2020, 9, 10), "Teachers' Day", KIND)
	assert together[0] == date(2020, 10, 1) and set(together[1].split(" · ")) == {
		"Mid-Autumn Festival",
		"National Day",
	}


def test_what_was_kept_before_is_proposed_and_the_unknown_is_named(site):
	api.enter(2025, KIND, ["Teachers' Day"])
	found = api.of_year(2026)
	assert found["event_type"] == KIND
	assert [each["name"] for each in found["festivals"] if each["usual"]] == ["Teachers' Day"]
	assert {each["name"] for each in api.of_year(2100)["festivals"] if each["day"] is None} >= {
		"Spring Festival"
	}
	for year in (0, 99999):
		with pytest.raises(frappe.ValidationError, match="is not a year"):
			api.enter(year, KIND, [])


def test_a12_a_year_without_festivals_is_told_to_the_managers_once(site):
	manager = builders.make_user("manager@festivals.example", "Liaison Manager")
	builders.make_rule(period="Event", due="Event + Days", triggers=[{"event_type": KIND, "days": 7}])
	assert festivals.missing_years(date(2030, 12, 1)) == []  # no rule answers what was never kept
	api.enter(2029, KIND, ["Teachers' Day"])
	assert festivals.missing_years(date(2029, 12, 1)) == [2030]
	assert festivals.missing_years(date(2029, 10, 1)) == []
	for _night in range(2):
		assert festivals.remind(date(2030, 3, 1)) == [2030]
	told = frappe.get_all("Notification Log", {"for_user": manager}, pluck="subject")
	assert len(told) == 1 and "2030" in told[0]
	api.enter(2030, KIND, ["Spring Festival"])
	assert festivals.remind(date(2030, 3, 1)) == []
