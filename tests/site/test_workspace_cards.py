"""Numbers and charts of the workspaces: worked out by hand for given days, and each reader's own."""

from datetime import date, datetime
from types import SimpleNamespace

import frappe
import pytest
from frappe.desk.desktop import Workspace
from frappe.desk.doctype.number_card.number_card import has_permission as may_see_card

from liaison_app.api import cards as api
from liaison_app.api import charts as chart_api
from liaison_app.services import cards, charts, rule_cache
from tests import sitekit
from tests.site import builders

WEDNESDAY = date(2019, 10, 16)


@pytest.fixture(scope="module", autouse=True)
def committed(site):
	"""Users are slow to make: the people are made once, the tests themselves are rolled back."""
	with sitekit.clean_afterwards():
		yield


@pytest.fixture(scope="module")
def college(committed):
	"""Ann (reviewer Rita) in one college, Bob in another; Max manages. Term from September to January."""
	rita = builders.make_user("rita.cards@liaison.example", "Liaison Reviewer")
	east, west = builders.make_unit("Cards East", reviewer=rita), builders.make_unit("Cards West")
	term = {"first_day": "2019-09-02", "last_day": "2020-01-17", "academic_year": "2019-20"}
	builders.insert("Liaison Term", term_name="2019-20-1 of cards", **term)
	found = SimpleNamespace(
		rita=rita,
		max=builders.make_user("max.cards@liaison.example", "Liaison Manager"),
		ann=builders.make_officer(east, full_name="Ann"),
		bob=builders.make_officer(west, full_name="Bob"),
		east=east,
		west=west,
		rule=builders.make_rule(period="Month", code="K1"),
		weekly=builders.make_rule(period="Week", code="K2"),
	)
	frappe.db.commit()
	rule_cache.forget()
	return found


def owe(officer, rule, **values):
	return builders.make_obligation(officer, rule, quantity=1, **values)


def as_each(college, as_user, call):
	"""What the call answers Ann, Rita and Max."""
	answers = []
	for user in (college.ann.user, college.rita, college.max):
		with as_user(user):
			answers.append(call())
	return answers


def test_due_this_week_counts_from_today_to_sunday(college, as_user):
	for day, state in (
		("2019-10-15", "Due"),  # yesterday: overdue tomorrow at the latest, and not this card's
		("2019-10-16", "Due"),
		("2019-10-20", "Open"),
		("2019-10-21", "Due"),
		("2019-10-17", "Met"),
	):
		owe(college.ann, college.rule, next_due=day, state=state)
	owe(college.bob, college.rule, next_due="2019-10-18", state="Due")
	number, days = cards.due_this_week(WEDNESDAY)
	assert (number, days) == (3, [date(2019, 10, 16), date(2019, 10, 20)])
	assert as_each(college, as_user, lambda: cards.due_this_week(WEDNESDAY)[0]) == [2, 2, 3]


def test_overdue_counts_each_readers_own(college, as_user):
	owe(college.ann, college.rule, state="Overdue")
	owe(college.bob, college.rule, state="Overdue")
	owe(college.bob, college.rule, state="Missed")
	assert as_each(college, as_user, lambda: api.overdue()["value"]) == [1, 1, 2]


def test_missed_in_the_last_period_is_of_the_last_month_week_and_so_on(college, as_user):
	assert {"M:2019-09", "W:2019-10-07"} <= set(cards.last_periods(WEDNESDAY))
	for rule, key in (
		(college.rule, "M:2019-09"),
		(college.rule, "M:2019-08"),
		(college.rule, "M:2019-10"),
		(college.weekly, "W:2019-10-07"),
		(college.weekly, "W:2019-09-30"),
	):
		owe(college.ann, rule, state="Missed", period_key=key)
		owe(college.bob, rule, state="Missed", period_key=key)
	owe(college.ann, college.rule, state="Met", period_key="M:2019-09")
	assert as_each(college, as_user, lambda: cards.missed_last_period(WEDNESDAY)[0]) == [2, 2, 4]


def test_the_list_behind_a_card_shows_as_many(college, as_user):
	today = frappe.utils.getdate()
	owe(college.ann, college.rule, state="Due", next_due=today)
	owe(college.ann, college.rule, state="Overdue", next_due="2019-10-01")
	for key in cards.last_periods(today):
		owe(college.ann, college.rule, state="Missed", period_key=key)
	with as_user(college.ann.user):
		for card in (api.due_this_week, api.overdue, api.missed_last_period):
			shown = card()
			listed = frappe.get_list("Periodic Obligation", filters=shown["route_options"])
			assert shown["value"] == len(listed) > 0, card.__name__


def test_targets_that_nobody_met_this_term(college, as_user):
	met, held, foreign = (
		builders.make_target(unit, title=title)
		for unit, title in ((college.east, "Met"), (college.east, "Held"), (college.west, "Foreign"))
	)
	for officer, target in ((college.ann, met), (college.ann, held), (college.bob, foreign)):
		builders.make_assignment(officer, target)
	builders.make_target(college.east, title="Held by nobody")
	builders.make_visit([college.ann], [met], start="2019-09-20 10:00:00").submit()
	builders.make_visit([college.ann], [held], start="2019-07-01 10:00:00").submit()  # last term
	assert as_each(college, as_user, lambda: cards.never_contacted(WEDNESDAY)) == [1, 1, 2]
	# Before the talk of September nobody was met.
	assert cards.never_contacted(date(2019, 9, 10)) == 3


def test_an_officer_is_led_to_the_own_duties_and_a_reviewer_to_the_report(college, as_user):
	routes = [each["route"][-1] for each in as_each(college, as_user, api.never_contacted)]
	assert routes == ["my-duties", "Uncovered Targets", "Uncovered Targets"]


def test_the_nights_job_warns_after_26_hours():
	ended = datetime(2019, 10, 16, 1, 30)
	assert cards.hours_since(ended, datetime(2019, 10, 16, 10, 29)) == (8, False)
	assert cards.hours_since(ended, datetime(2019, 10, 17, 3, 30)) == (26, False)
	assert cards.hours_since(ended, datetime(2019, 10, 17, 3, 31)) == (26, True)
	assert cards.hours_since(None, ended) == (None, True)


def test_the_nights_job_is_shown_to_managers_only(college, as_user):
	frappe.db.delete("Liaison Run")
	with as_user(college.max):
		assert "never ran" in api.nightly_job() and "text-danger" in api.nightly_job()
		run = {"doctype": "Liaison Run", "name": "LR-cards", "status": "Completed"}
		frappe.get_doc({**run, "ended": frappe.utils.now_datetime()}).insert(ignore_permissions=True)
		assert "0 h ago" in api.nightly_job() and "text-danger" not in api.nightly_job()
	for user in (college.ann.user, college.rita):
		with as_user(user), pytest.raises(frappe.PermissionError):
			api.nightly_job()


def test_visits_are_counted_by_week_from_monday_to_sunday(college, as_user):
	target = builders.make_target(college.east)
	for officer, start in (
		(college.ann, "2019-10-14 08:00:00"),  # Monday
		(college.ann, "2019-10-13 21:00:00"),  # Sunday
		(college.bob, "2019-10-13 20:00:00"),
		(college.ann, "2019-07-28 10:00:00"),  # thirteen weeks ago
		(college.ann, "2019-10-17 10:00:00"),  # tomorrow
	):
		visit = builders.make_visit([officer], [target], start=start)
		frappe.db.set_value("Contact Visit", visit.name, "docstatus", 1)
	builders.make_visit([college.ann], [target], start="2019-10-14 09:00:00")  # a draft
	answers = as_each(college, as_user, lambda: charts.visits_per_week(WEDNESDAY))
	assert [each["datasets"][0]["values"][-2:] for each in answers] == [[1, 1], [1, 1], [2, 1]]
	assert [sum(each["datasets"][0]["values"]) for each in answers] == [2, 2, 3]
	assert answers[0]["labels"][0] == "07-29" and answers[0]["labels"][-1] == "10-14"


def test_visits_are_counted_by_activity_of_this_semester(college, as_user):
	target = builders.make_target(college.east)
	talk, lesson = (
		builders.ensure("Liaison Activity Type", "activity_name", name) for name in ("Talk", "Lesson & Tea")
	)
	for officer, start, activities in (
		(college.ann, "2019-10-14 08:00:00", (talk, lesson)),
		(college.ann, "2019-10-13 21:00:00", (talk,)),
		(college.bob, "2019-10-12 21:00:00", (talk,)),
		(college.ann, "2019-08-30 10:00:00", (talk,)),  # in the holidays
	):
		rows = [{"activity": activity} for activity in activities]
		builders.make_visit([officer], [target], start=start, activities=rows).submit()
	answers = as_each(college, as_user, lambda: charts.visits_by_activity(WEDNESDAY))
	assert [each["datasets"][0]["values"] for each in answers] == [[2, 1], [2, 1], [3, 1]]
	assert answers[0]["labels"] == ["Talk", "Lesson & Tea"]


def test_a_chart_without_anything_says_so(college, as_user):
	with as_user(college.ann.user):
		assert charts.visits_by_activity(WEDNESDAY) == {}


def test_attainment_of_units_is_of_the_readers_board(college, as_user):
	october = {"period_start": "2019-10-01", "period_end": "2019-10-31"}
	owe(college.ann, college.rule, state="Met", done=1, **october)
	owe(college.bob, college.rule, state="Open", done=0, **october)
	everything = charts.attainment_by_unit(college.max, WEDNESDAY)
	figures = dict(zip(everything["labels"], everything["datasets"][0]["values"], strict=True))
	assert (figures[college.east], figures[college.west]) == (100, 0)
	assert everything["labels"].index(college.west) < everything["labels"].index(college.east)
	with as_user(college.ann.user), pytest.raises(frappe.PermissionError):
		chart_api.attainment_by_unit()


def test_one_readers_chart_is_never_shown_to_another(college, as_user):
	"""Through Frappe's own request, which keeps what it may."""
	target = builders.make_target(college.west)
	builders.make_visit([college.bob], [target], start=frappe.utils.now_datetime()).submit()

	def drawn():
		return frappe.call("liaison_app.api.charts.visits_per_week", chart_name="Visits per Week", refresh=0)

	assert [sum(each["datasets"][0]["values"]) for each in as_each(college, as_user, drawn)] == [0, 0, 1]


@pytest.mark.parametrize(
	("who", "workspace", "number_cards", "number_of_charts"),
	[
		("ann", "Liaison", 5, 2),
		("rita", "Liaison Supervision", 7, 3),
		("max", "Liaison Supervision", 7, 3),
		("max", "Liaison Setup", 1, 0),
	],
)
def test_a_workspace_shows_each_role_its_cards_and_charts(
	college, as_user, who, workspace, number_cards, number_of_charts
):
	user = college.ann.user if who == "ann" else getattr(college, who)
	with as_user(user):
		desk = Workspace({"name": workspace, "title": workspace, "public": 1})
		desk.build_workspace()
		assert desk.is_permitted()
	assert len(desk.number_cards["items"]) == number_cards
	assert len(desk.charts["items"]) == number_of_charts


def test_a_workspace_of_others_is_not_offered(college, as_user):
	for user, workspace in (
		(college.ann.user, "Liaison Supervision"),
		(college.ann.user, "Liaison Setup"),
		(college.rita, "Liaison Setup"),
	):
		with as_user(user):
			assert not Workspace({"name": workspace, "title": workspace, "public": 1}).is_permitted()
			assert may_see_card(frappe.get_doc("Number Card", "Nightly Job"), "read", user) is False


def test_who_reads_no_duties_gets_no_number(college, as_user):
	stranger = builders.make_user("stranger.cards@liaison.example")
	calls = (api.due_this_week, api.overdue, api.missed_last_period, api.never_contacted, api.nightly_job)
	for call in (
		*calls,
		chart_api.visits_per_week,
		chart_api.visits_by_activity,
		chart_api.attainment_by_unit,
	):
		with as_user(stranger), pytest.raises(frappe.PermissionError):
			call()
