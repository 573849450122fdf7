"""The reception roster on the site: drawn, published, swapped, kept full, on the calendar (scenario 7 of the visitors' week)."""

from datetime import date, timedelta

import frappe
import pytest
from frappe.www.printview import get_rendered_template

from liaison_app.api import roster as roster_api
from liaison_app.services import agenda, roster
from liaison_app.services.reception import rosters, swaps, vacant_weeks, weeks
from tests.site.builders import insert, make_officer, make_rule, make_unit, make_user

WEEK_ONE = date(2019, 9, 2)
BEFORE = date(2019, 9, 1)


@pytest.fixture
def leaders(site):
	"""Leaders 1 to 5, in order of precedence; 1 and 2 have logins."""
	unit = make_unit("Test School")
	users = {rank: make_user(f"leader{rank}@liaison.example", "Liaison Officer") for rank in (1, 2)}
	return {
		rank: make_officer(unit, users.get(rank), full_name=f"Leader {rank}", rank=rank)
		for rank in range(1, 6)
	}


@pytest.fixture
def reception(leaders):
	"""The roster of the autumn 2019; visitors are received on Wednesdays."""
	days = {"first_day": "2019-09-02", "last_day": "2020-01-17"}
	term = insert("Liaison Term", term_name="2019 I", academic_year="2019/20", **days)
	rule = make_rule(
		title="Receive visitors in turn",
		owner_kind="Rotation",
		period="Week",
		weekday="Wednesday",
		min_teaching_days=1,
		posts=[{"post": "Branch Secretary", "quantity": 1}],
		counts=[{"activities": "Talk"}],
	)
	hours = {"place": "Room 101", "begins": "14:00:00", "ends": "17:00:00"}
	return insert("Reception Roster", rule=rule.name, term=term.name, **hours)


def away(officer, first, last):
	officer.reload()
	officer.append("leaves", {"from_date": first, "to_date": last})
	officer.save()


def served(document, number):
	"""Who serves the first weeks, by rank; 0: nobody."""
	found = weeks.of_roster(document)[:number]
	return [int(week.officer_name.removeprefix("Leader ") or 0) for week in found]


def week(document, number):
	return weeks.of_roster(document)[number - 1]


def test_c15_scenario_07_whoever_is_away_catches_up_at_the_end_of_the_round(reception, leaders):
	away(leaders[2], "2019-09-11", "2019-09-11")
	assert rosters.draw(reception, BEFORE) == 20
	assert served(reception, 7) == [1, 3, 4, 5, 2, 1, 2]
	assert rosters.draw(reception, BEFORE) == 0


def test_c15_scenario_07_whoever_is_away_for_weeks_loses_the_turn(reception, leaders):
	away(leaders[2], "2019-09-09", "2019-10-20")
	rosters.draw(reception, BEFORE)
	assert served(reception, 9) == [1, 3, 4, 5, 1, 3, 4, 5, 2]


def test_c15_scenario_07_a_swap_stays(reception, leaders):
	rosters.draw(reception, BEFORE)
	third, fourth = week(reception, 3), week(reception, 4)
	swaps.by_office(third.name, fourth.name, "Conference", BEFORE)
	rosters.draw(reception, BEFORE)
	assert served(reception, 6) == [1, 2, 4, 3, 5, 1]
	assert [each.swapped for each in weeks.of_roster(reception)[:5]] == [False, False, True, True, False]


def test_c15_scenario_07_a_leave_entered_late_changes_future_weeks_only(reception, leaders):
	reception.db_set("keeper", "Administrator")
	rosters.draw(reception, BEFORE)
	away(leaders[2], "2019-09-01", "2019-10-20")
	roster.vacate(date(2019, 9, 10))  # week 2, which leader 2 serves, has begun
	assert served(reception, 7) == [1, 2, 3, 4, 5, 1, 0]
	vacant = week(reception, 7)
	assert (vacant.drawn, vacant.vacated) == (leaders[2].name, "Leader 2 is on leave.")
	vacant_weeks.synchronise(date(2019, 9, 10))
	todo = {"reference_type": "Roster Week", "reference_name": vacant.name, "status": "Open"}
	assert frappe.get_all("ToDo", todo, pluck="allocated_to") == ["Administrator"]
	swaps.substitute(vacant.name, leaders[4].name, date(2019, 9, 10))
	assert served(reception, 8) == [1, 2, 3, 4, 5, 1, 4, 3]
	assert not frappe.db.exists("ToDo", todo)


def test_c15_published_each_is_told_the_own_weeks(reception, leaders):
	with pytest.raises(frappe.ValidationError, match="Draw the weeks first"):
		rosters.publish(reception, BEFORE)
	rosters.draw(reception, BEFORE)
	assert weeks.of_user(leaders[1].user, BEFORE) == []  # not known yet
	assert rosters.publish(reception, BEFORE) == 2
	assert (reception.status, reception.published_on) == ("Published", BEFORE)
	(told,) = frappe.get_all("Notification Log", {"for_user": leaders[1].user}, ["subject", "document_name"])
	assert "2019" in told.subject and told.document_name == reception.name
	own = weeks.of_user(leaders[1].user, BEFORE)
	assert [each.day for each in own] == [date(2019, 9, 4) + timedelta(weeks=5 * n) for n in range(4)]
	entry = agenda.receptions(leaders[1].user, BEFORE, "en")[0]
	assert (str(entry.start), str(entry.end)) == ("2019-09-04 14:00:00", "2019-09-04 17:00:00")
	assert "Room 101" in entry.summary


def test_c15_two_officers_swap_when_both_agree(reception, leaders, as_user):
	rosters.draw(reception, BEFORE)
	first, second = week(reception, 1), week(reception, 2)
	with as_user(leaders[1].user):
		with pytest.raises(frappe.PermissionError, match="not your week"):
			swaps.ask(second.name, first.name, "", BEFORE)
		asked = swaps.ask(first.name, second.name, "A journey", BEFORE)
		with pytest.raises(frappe.ValidationError, match="already"):
			swaps.ask(first.name, second.name, "", BEFORE)
		with pytest.raises(frappe.PermissionError, match="the other officer"):
			swaps.agree(frappe.get_doc("Roster Swap", asked), BEFORE)
		with pytest.raises(frappe.PermissionError):
			roster_api.swap_by_office(first.name, second.name)
	assert served(reception, 2) == [1, 2]
	assert frappe.get_all("Notification Log", {"for_user": leaders[2].user, "document_name": asked})
	with as_user(leaders[2].user):
		swaps.agree(frappe.get_doc("Roster Swap", asked), BEFORE)
		with pytest.raises(frappe.ValidationError, match="decided already"):
			swaps.decline(frappe.get_doc("Roster Swap", asked), "")
	assert served(reception, 3) == [2, 1, 3]


def test_c15_a_request_that_the_roster_has_overtaken_is_refused(reception, leaders, as_user):
	rosters.draw(reception, BEFORE)
	with as_user(leaders[1].user):
		asked = swaps.ask(week(reception, 1).name, week(reception, 2).name, "", BEFORE)
	swaps.substitute(week(reception, 1).name, leaders[5].name, BEFORE)
	with as_user(leaders[2].user), pytest.raises(frappe.ValidationError, match="has changed since"):
		swaps.agree(frappe.get_doc("Roster Swap", asked), BEFORE)


def test_c15_a_swap_with_someone_on_leave_is_refused(reception, leaders):
	rosters.draw(reception, BEFORE)
	away(leaders[3], "2019-09-04", "2019-09-04")
	first, third = week(reception, 1), week(reception, 3)
	with pytest.raises(frappe.ValidationError, match="Leader 3 is on leave"):
		swaps.by_office(first.name, third.name, "", BEFORE)
	with pytest.raises(frappe.ValidationError, match="Leader 3 is on leave"):
		swaps.substitute(first.name, leaders[3].name, BEFORE)
	stored = frappe.get_doc("Roster Week", first.name)
	stored.officer = leaders[3].name
	with pytest.raises(frappe.ValidationError, match="on leave"):
		stored.save()


def test_c15_a_week_that_has_begun_stays_and_a_stranger_serves_none(reception, leaders):
	rosters.draw(reception, BEFORE)
	first, second, third = (week(reception, number) for number in (1, 2, 3))
	with pytest.raises(frappe.ValidationError, match="has begun"):
		swaps.by_office(first.name, second.name, "", WEEK_ONE)
	stranger = make_officer(leaders[1].unit, None, tenures=[{"post": make_post(), "from_date": "2018-01-01"}])
	with pytest.raises(frappe.ValidationError, match="holds none of the posts"):
		swaps.substitute(third.name, stranger.name, BEFORE)


def make_post():
	return insert("Liaison Post", post_name="Gardener").name


def test_c15_a_second_roster_for_the_term_and_impossible_hours_are_refused(reception):
	with pytest.raises(frappe.DuplicateEntryError):
		insert("Reception Roster", rule=reception.rule, term=reception.term)
	reception.update({"begins": "17:00:00", "ends": "14:00:00"})
	with pytest.raises(frappe.ValidationError, match="ends before it begins"):
		reception.save()


def test_c15_the_sheet_names_week_day_and_officer(reception):
	rosters.draw(reception, BEFORE)
	line = rosters.sheet(reception)[1]
	assert (line["week"], line["day"], line["officer"]) == (2, date(2019, 9, 11), "Leader 2")
	html = get_rendered_template(reception, print_format=frappe.get_doc("Print Format", "领导接待日轮值表"))
	assert "Leader 2" in html and "Room 101" in html and "2019" in html
