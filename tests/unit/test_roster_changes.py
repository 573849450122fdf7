"""Changes to a drawn roster: swaps with someone on leave, absences entered late."""

from datetime import timedelta

from liaison_app.engine.roster_changes import fallen_out, why_not
from tests.factories import leave, on
from tests.unit.test_scenarios import drawn, reception

WEEK_ONE = on("2019-09-02")


def rule_of(whole):
	[rule] = [rule for rule in whole.rules if rule.code == "C15"]
	return rule


def test_c15_whoever_is_on_leave_on_the_reception_day_cannot_take_the_week():
	whole = reception(leave("2019-09-11", "2019-09-11"))  # the Wednesday of week 2
	rule = rule_of(whole)
	assert why_not(whole, rule, "2", WEEK_ONE + timedelta(weeks=1)) == "away"
	assert why_not(whole, rule, "2", WEEK_ONE) == ""
	assert why_not(whole, rule, "9", WEEK_ONE) == "not in post"
	assert why_not(whole, rule, "2", on("2020-02-03")) == "week not owed"


def test_c15_a_leave_entered_late_makes_its_weeks_vacant_and_no_others():
	roster = drawn(reception(), 7)
	whole = reception(leave("2019-09-30", "2019-10-20"), roster=roster)
	window = (on("2019-09-16"), on("2019-10-20"))
	found = [(row.week, reason) for row, reason in fallen_out(whole, rule_of(whole), window)]
	assert found == [(on("2019-10-14"), "away")]
	assert list(fallen_out(whole, rule_of(whole), (on("2019-10-15"), on("2019-12-01")))) == []
