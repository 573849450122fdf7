"""The sample college: the same every time, sound by its own rules, and alive enough that a demo shows something."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from liaison_app.cli import main
from liaison_app.embedded_demo import sample_standing
from liaison_app.engine import FactIndex, check_assignment
from liaison_app.packs import read_pack, shipped_packs
from liaison_app.roster import institution_from, read_institution, read_visits, visits_from
from liaison_app.sample import DEFAULT_TODAY, sample_college
from liaison_app.sample.people import COMBINATIONS, person

PACKS = [read_pack(path) for path in shipped_packs()]


@pytest.fixture(scope="module")
def college():
	return sample_college(packs=PACKS)


@pytest.fixture(scope="module")
def facts(college):
	return institution_from(PACKS, college.roster)[1]


@pytest.fixture(scope="module")
def stand():
	return sample_standing(DEFAULT_TODAY)[1]


def test_it_has_the_size_it_promises(college):
	assert len(college.roster["officers"]) == 60
	assert 380 <= len(college.roster["targets"]) <= 420
	assert len(college.roster["calendar"]["terms"]) == 2
	assert len(college.visits["visits"]) > 500


def test_the_same_arguments_give_the_same_college_in_another_process(college):
	code = (
		"import json, sys; from liaison_app.sample import sample_college; college = sample_college();"
		"json.dump([college.roster, college.visits], sys.stdout, sort_keys=True)"
	)
	other = subprocess.run(
		[sys.executable, "-c", code],
		capture_output=True,
		check=True,
		env={"PYTHONHASHSEED": "99", "PYTHONPATH": "."},
	)
	assert json.loads(other.stdout) == json.loads(json.dumps([college.roster, college.visits]))


def test_every_assignment_is_one_that_its_rule_accepts(facts):
	index = FactIndex(facts)
	rules = {rule.name: rule for rule in facts.assignment_rules}
	refused = [
		(assignment.name, finding.code)
		for assignment in facts.assignments
		if assignment.assignment_rule
		for finding in check_assignment(assignment, rules[assignment.assignment_rule], index)
		if finding.severity == "Refuse"
	]
	assert refused == []


def test_every_required_assignment_rule_is_served(facts):
	used = {assignment.assignment_rule for assignment in facts.assignments}
	shown_by_others = {"E-E10", "F-F2"}  # ratio and coverage: they count what E1 and F1 place
	required = {rule.name for rule in facts.assignment_rules if rule.nature == "Required"}
	assert required - used == shown_by_others


def test_every_rule_that_owes_a_number_owes_somebody_something(stand, facts):
	owing = {row.row.key.rule for row in stand.rows}
	numbered = {
		rule.name
		for rule in facts.rules
		if rule.quantity is not None or any(line.quantity for line in rule.posts)
	}
	# The three contacts bind one college here, which has no student affairs department of its own.
	assert owing == numbered - {"F-F3-school"}


def test_every_document_shows_to_dos_today(stand):
	regulations = {row.row.regulation for row in stand.rows if row.row.name in stand.todos}
	assert {"A", "B", "E", "F"} <= regulations
	assert regulations & {"C", "D"}


def test_the_states_are_mixed(stand):
	states = Counter(row.state for row in stand.rows)
	assert {"Open", "Due", "Overdue", "Met", "Met Late", "Missed", "Lapsed", "Waived"} <= set(states)
	assert states["Met"] > states["Missed"] > 20


def test_the_visits_have_gaps_late_entries_groups_attempts_and_withdrawn_ones(college):
	visits = college.visits["visits"]
	late = [
		visit
		for visit in visits
		if date.fromisoformat(visit["recorded_on"]) - date.fromisoformat(visit["start"][:10])
		> timedelta(days=2)
	]
	assert len(late) > 20
	assert sum(len(visit["officers"]) > 1 for visit in visits) > 20
	assert sum(len(visit["activities"]) > 1 for visit in visits) > 20
	assert any(visit.get("attempt") for visit in visits)
	assert any(visit.get("cancelled") for visit in visits)
	assert {visit["fields"]["mode"] for visit in visits} >= {"Face to Face", "Phone", "Online"}
	weeks = defaultdict(set)
	for visit in visits:
		for officer in visit["officers"]:
			weeks[officer].add(date.fromisoformat(visit["start"][:10]).isocalendar().week)
	assert any(max(weeks[name]) - min(weeks[name]) + 1 > len(weeks[name]) for name in weeks)


def test_nobody_visits_while_away(college):
	leaves = {
		officer["name"]: [(leave["from_date"], leave["to_date"]) for leave in officer["leaves"]]
		for officer in college.roster["officers"]
	}
	assert sum(map(len, leaves.values())) >= 6
	away = [
		visit["name"]
		for visit in college.visits["visits"]
		for officer in visit["officers"]
		for first, last in leaves[officer]
		if first <= visit["start"][:10] <= last
	]
	assert away == []


def test_no_visit_has_happened_or_was_recorded_after_today(college):
	latest = max(max(visit["start"][:10], visit["recorded_on"]) for visit in college.visits["visits"])
	assert latest <= college.today.isoformat()


def test_a_long_absence_hands_its_targets_over(college):
	ended = [entry for entry in college.roster["assignments"] if entry.get("end_reason") == "Leave"]
	followed = {
		(entry["officer"], entry["target"], entry["from_date"]) for entry in college.roster["assignments"]
	}
	assert ended
	for entry in ended:
		next_day = date.fromisoformat(entry["to_date"]) + timedelta(days=1)
		assert (entry["successor"], entry["target"], next_day.isoformat()) in followed


def test_logins_are_of_four_kinds(college):
	roles = {user["user"]: set(user["roles"]) for user in college.roster["users"]}
	assert college.logins["officer"] == "officer01@example.edu"
	assert roles[college.logins["officer"]] == {"Liaison Officer"}
	assert roles[college.logins["clerk"]] == {"Liaison Clerk"}
	assert roles[college.logins["approver"]] == {"Liaison Reviewer"}
	assert roles[college.logins["admin"]] == {"Liaison Manager"}
	assert all(user.endswith("@example.edu") for user in roles)
	assert {officer["user"] for officer in college.roster["officers"]} < set(roles)


@pytest.mark.parametrize(
	("today", "first_day", "stands_on"),
	[
		(date(2026, 11, 20), None, date(2026, 11, 20)),
		(date(2026, 9, 7), None, date(2026, 9, 7)),  # the first morning: nothing has happened yet
		(date(2027, 2, 6), None, date(2027, 1, 15)),  # winter vacation
		(date(2027, 8, 20), None, date(2027, 7, 9)),  # summer vacation
		(date(2036, 3, 18), None, date(2036, 3, 18)),  # beyond the known festivals, a leap year
		(date(2020, 1, 1), date(2026, 9, 7), date(2026, 9, 7)),
	],
)
def test_any_day_gives_a_sound_college(today, first_day, stands_on):
	college = sample_college(today, first_day, PACKS)
	roster, _ = institution_from(PACKS, college.roster)
	contacts = visits_from(college.visits, roster, on=college.today)
	assert college.today == stands_on
	assert bool(contacts) == (
		stands_on > date.fromisoformat(college.roster["calendar"]["terms"][0]["first_day"])
	)


def test_a_term_must_begin_on_a_monday():
	with pytest.raises(ValueError, match="2026-09-08 is no Monday"):
		sample_college(first_day=date(2026, 9, 8), packs=PACKS)


def test_people_have_names_of_their_own():
	assert len({person(number) for number in range(COMBINATIONS)}) == COMBINATIONS


def test_the_command_writes_files_that_can_be_read_back(tmp_path, capsys, college):
	assert main(["sample", str(tmp_path / "new")]) == 0
	written = capsys.readouterr().out.split()
	assert written == [str(tmp_path / "new" / name) for name in ("roster.json", "visits.json")]
	roster, _ = read_institution(PACKS, written[0])
	assert roster.content == json.loads(json.dumps(college.roster))
	assert len(read_visits(written[1], roster)) == len(college.visits["visits"])


def test_the_command_says_where_it_cannot_write(tmp_path, capsys):
	(tmp_path / "file").write_text("")
	assert main(["sample", str(tmp_path / "file")]) == 1
	assert "The file cannot be written" in capsys.readouterr().err
