"""The supervision board: figures worked out by hand, down to the single duty, each user no further than their own units."""

from datetime import date
from types import SimpleNamespace

import frappe
import pytest

from liaison_app.api import board as api
from liaison_app.services import board
from tests import sitekit
from tests.site import builders

TODAY = date(2019, 9, 30)
SEPTEMBER = {"period_start": "2019-09-01", "period_end": "2019-09-30", "quantity": 2}


@pytest.fixture(scope="module", autouse=True)
def committed(site):
	"""Users are slow to make: the people are made once, the tests themselves are rolled back."""
	with sitekit.clean_afterwards():
		yield


@pytest.fixture(scope="module")
def school(committed):
	"""A school with two colleges; Rita reviews the east one, Max manages. Ann sits in a branch of it, Eve in the college, Bob in the west."""
	rita = builders.make_user("rita.board@liaison.example", "Liaison Reviewer")
	top = builders.make_unit("Board School", is_group=1)
	east = builders.make_unit("Board East", top, reviewer=rita, is_group=1)
	branch, west = builders.make_unit("Board Branch", east), builders.make_unit("Board West", top)
	people = {
		"ann": builders.make_officer(branch, None, full_name="Ann"),
		"eve": builders.make_officer(east, None, full_name="Eve <b>x</b>"),
		"bob": builders.make_officer(west, None, full_name="Bob"),
	}
	talk = builders.make_rule(title="Talk", title_zh="谈话", code="B10")
	visit = builders.make_rule(title="Visit <script>x</script>", code="B9")
	_owe(people, talk, visit, builders.make_target(branch, title="Class 7"))
	found = SimpleNamespace(
		rita=rita,
		max=builders.make_user("max.board@liaison.example", "Liaison Manager"),
		officer=builders.make_user("ann.board@liaison.example", "Liaison Officer"),
		clerk=builders.make_user("cora.board@liaison.example", "Liaison Clerk"),
		idle=builders.make_user("idle.board@liaison.example", "Liaison Reviewer"),
		top=top,
		east=east,
		west=west,
		branch=branch,
		talk=talk.name,
		visit=visit.name,
		**people,
	)
	frappe.db.commit()
	return found


def _owe(people, talk, visit, target):
	ann, eve, bob = people["ann"], people["eve"], people["bob"]
	owe = builders.make_obligation
	owe(ann, talk, target, done=5, state="Met", subject_title="Class 7", **SEPTEMBER)
	owe(ann, talk, done=0, state="Missed", subject_title="Class 8", **SEPTEMBER)
	owe(ann, visit, done=1, state="Overdue", **SEPTEMBER)
	owe(ann, visit, done=0, state="Waived", **SEPTEMBER)
	owe(eve, talk, done=2, state="Met Late", **SEPTEMBER)
	owe(bob, talk, done=0, state="Missed", **SEPTEMBER)
	owe(None, visit, done=2, state="Met", owner_key="Board East", unit="Board East", **SEPTEMBER)
	october = {**SEPTEMBER, "period_start": "2019-10-01", "period_end": "2019-10-31"}
	owe(ann, talk, done=0, state="Upcoming", **october)


def shown(user, unit=None, **options):
	found = board.board(user, "Month", date(2019, 9, 10), TODAY, unit, **options)
	return found, {row["name"] if row["kind"] != "own" else "own": row for row in found["rows"]}


def test_a_college_is_the_sum_of_all_that_is_in_it(school):
	_found, rows = shown("Administrator", school.top)
	east = rows[school.east]
	# Talks: 2 of 2 (never 5), 0 of 2, 2 of 2. Visits: 1 of 2 of Ann's, 2 of 2 of the college; the waived one leaves the rate.
	assert east["cells"][school.talk] == {"rate": 66, "duties": 3, "met": 2, "missed": 1, "overdue": 0}
	assert east["cells"][school.visit] == {"rate": 75, "duties": 2, "met": 1, "missed": 0, "overdue": 1}
	assert east["overall"] == 70  # the mean of 4/6 and 3/4, rounded down
	assert east["fell_short"] == 2
	assert rows[school.west]["cells"][school.talk]["rate"] == 0


def test_the_total_is_of_all_rows_and_not_a_mean_of_them(school):
	found, _rows = shown("Administrator", school.top)
	assert found["total"]["cells"][school.talk]["rate"] == 50  # 4 of 8
	assert found["total"]["overall"] == 62  # the mean of 4/8 and 3/4


def test_a_unit_opens_into_its_units_itself_and_its_officers(school):
	found, rows = shown("Administrator", school.east)
	assert [(row["kind"], row["name"]) for row in found["rows"]] == [
		("unit", school.branch),
		("own", school.east),
		("officer", school.eve.name),
	]
	assert rows["own"]["cells"] == {
		school.visit: {"rate": 100, "duties": 1, "met": 1, "missed": 0, "overdue": 0}
	}
	assert found["trail"][-2:] == [school.top, school.east]


def test_columns_are_the_duties_that_somebody_owes_in_order_of_clauses(school):
	found, _rows = shown("Administrator", school.east)
	assert [column["code"] for column in found["columns"]] == ["B9", "B10"]
	frappe.local.lang = "zh"
	assert shown("Administrator", school.east)[0]["columns"][1]["title"] == "谈话"


def test_a_period_that_has_not_begun_is_not_owed(school):
	assert board.board("Administrator", "Month", date(2019, 10, 5), TODAY, school.top)["columns"] == []
	begun = board.board("Administrator", "Month", date(2019, 10, 5), date(2019, 10, 1), school.branch)
	assert begun["rows"][0]["cells"][school.talk]["rate"] == 0


def test_the_picker_leads_to_the_neighbours_but_not_to_the_future(school):
	span = shown("Administrator", school.top)[0]["span"]
	assert (span["before"], span["after"], span["label"]) == (date(2019, 8, 31), None, "2019-09")
	later = board.board("Administrator", "Month", date(2019, 9, 1), date(2019, 10, 1), school.top)["span"]
	assert later["after"] == date(2019, 10, 1)


def test_another_regulation_shows_nothing_of_this_one(school):
	other = builders.make_regulation("OtherBoard")
	found, rows = shown("Administrator", school.top, regulation=other)
	assert found["columns"] == [] and rows[school.east]["overall"] is None


def test_almost_all_is_not_all():
	assert board.percent(0.999) == 99
	assert board.percent(0.29) == 29  # 0.29 * 100 is a little less than 29
	assert board.percent(1) == 100
	assert board.percent(None) is None


def test_behind_a_figure_stands_each_duty_what_was_missed_first(school, as_user):
	with as_user(school.rita):
		found = api.duties("Month", "2019-09-10", unit=school.east, rule=school.talk)
	assert [(row["subject_title"], row["state"], row["owner"]) for row in found["duties"]] == [
		("Class 8", "Missed", "Ann"),
		(None, "Met Late", "Eve <b>x</b>"),
		("Class 7", "Met", "Ann"),
	]
	assert found["left_off"] == 0


def test_of_many_duties_the_first_are_shown_and_the_rest_is_counted(school, monkeypatch):
	monkeypatch.setattr(board, "MOST_DUTIES", 1)
	found = api.duties("Month", "2019-09-10", officer=school.ann.name)
	assert ([row["state"] for row in found["duties"]], found["left_off"]) == (["Missed"], 2)


def test_what_the_unit_owes_itself_is_asked_for_alone(school):
	found = api.duties("Month", "2019-09-10", unit=school.east, own=True)
	assert [row["owner"] for row in found["duties"]] == [school.east]


def test_a_reviewer_begins_with_the_unit_under_review_and_sees_no_other(school, as_user):
	with as_user(school.rita):
		found = api.figures("Month", "2019-09-10")
	assert (found["unit"], found["trail"]) == (school.east, [school.east])
	assert [row["name"] for row in found["rows"]] == [school.branch, school.east, school.eve.name]


def test_a_foreign_unit_or_officer_is_refused(school, as_user):
	with as_user(school.rita):
		for unit in (school.top, school.west, "No Such Unit"):
			with pytest.raises(frappe.PermissionError, match="supervise this unit"):
				api.figures("Month", "2019-09-10", unit=unit)
			with pytest.raises(frappe.PermissionError, match="supervise this unit"):
				api.duties("Month", "2019-09-10", unit=unit)
			with pytest.raises(frappe.PermissionError, match="supervise this unit"):
				api.behind(unit=unit)
		for officer in (school.bob.name, "No Such Officer"):
			with pytest.raises(frappe.PermissionError, match="supervise this officer"):
				api.duties("Month", "2019-09-10", officer=officer)
			with pytest.raises(frappe.PermissionError, match="supervise this officer"):
				api.behind(officer=officer)


def test_who_supervises_nobody_has_no_board(school, as_user):
	calls = (
		api.figures,
		lambda: api.duties(unit=school.branch),
		api.behind,
		lambda: api.nudge([school.ann.name]),
	)
	for user in (school.officer, school.clerk):
		for call in calls:
			with as_user(user), pytest.raises(frappe.PermissionError):
				call()


def test_a_reviewer_of_nothing_sees_an_empty_board(school, as_user):
	with as_user(school.idle):
		found = api.figures("Month", "2019-09-10")
		assert (found["rows"], found["columns"], api.behind()) == ([], [], [])


def test_a_manager_sees_both_colleges(school, as_user):
	with as_user(school.max):
		names = {row["name"] for row in api.figures("Month", "2019-09-10", unit=school.top)["rows"]}
	assert names == {school.east, school.west}


def test_nonsense_is_refused_in_words(school):
	for wrong in ({"period": "Fortnight"}, {"day": "1066-10-14"}, {"day": "someday"}):
		with pytest.raises(frappe.ValidationError):
			api.figures(**{"period": "Month", "day": "2019-09-10", **wrong})
	with pytest.raises(frappe.ValidationError, match="Name a unit or an officer"):
		api.duties("Month", "2019-09-10")
