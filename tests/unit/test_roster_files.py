"""Roster and visits files: what is right is read as facts, what is wrong is named with its place and its cure."""

from __future__ import annotations

import copy
import json
from datetime import date, datetime

import pytest

from liaison_app.engine.calendar import Term
from liaison_app.engine.facts import Contact, DatedTag, Event, HandedIn, Leave, RosterRow, Tenure
from liaison_app.engine.rules import Regulation
from liaison_app.jsonfile.problems import SHOWN_AT_MOST, describe
from liaison_app.roster import FileRefused, Vocabulary, read_roster, read_visits, roster_from, visits_from

ROSTER = {
	"format": "liaison-roster/1",
	"title": "Riverside College",
	"regulations": [{"name": "R", "unit": "Riverside", "effective_from": "2026-09-01"}],
	"vocabulary": {
		"posts": [{"name": "President", "implies": ["School Leader"]}, {"name": "School Leader"}],
		"target_types": [{"name": "Student Branch", "parent": "Branch"}, {"name": "Branch"}],
		"unit_types": ["School", "College"],
		"tags": ["Award"],
		"activity_types": ["Talk"],
		"event_types": ["Festival"],
	},
	"calendar": {
		"terms": [
			{
				"name": "Autumn",
				"academic_year": "2026/27",
				"first_day": "2026-09-07",
				"last_day": "2027-01-15",
			},
			{
				"name": "Spring",
				"academic_year": "2026/27",
				"first_day": "2027-03-01",
				"last_day": "2027-07-09",
			},
		],
		"holidays": [
			{"from_date": "2026-10-01", "to_date": "2026-10-07", "title": "National Day"},
			{"from_date": "2027-01-01"},
		],
		"make_up_days": [{"date": "2026-10-10"}],
		"festivals": [{"date": "2026-09-10", "title": "Teachers' Day", "event_type": "Festival"}],
	},
	"users": [{"user": "reviewer@example.edu", "roles": ["Liaison Reviewer"]}],
	"units": [
		{"name": "Riverside", "unit_type": "School", "reviewer": "reviewer@example.edu"},
		{"name": "Arts", "parent": "Riverside", "unit_type": "College"},
	],
	"officers": [
		{
			"name": "O1",
			"unit": "Riverside",
			"full_name": "Lin",
			"user": "lin@example.edu",
			"tenures": [{"post": "President", "job_title": "President", "from_date": "2025-01-01"}],
			"leaves": [{"from_date": "2026-11-02", "to_date": "2026-11-06", "reason": "congress"}],
			"party_member": True,
			"units_in_charge": ["Arts"],
			"rank": 1,
			"phone": "000",
		}
	],
	"targets": [
		{
			"name": "T1",
			"target_type": "Student Branch",
			"unit": "Arts",
			"title": "First branch",
			"tags": [{"tag": "Award", "from_date": "2026-10-08"}],
			"active_from": "2026-09-01",
			"active_to": "2027-06-30",
			"end_reason": "Graduation",
		},
		{"name": "T2", "target_type": "Branch", "unit": "Arts", "parent": "T1", "offered_in": ["Spring"]},
	],
	"assignments": [
		{"name": "S1", "officer": "O1", "target": "T1", "from_date": "2026-09-07", "regulation": "R"}
	],
	"events": [{"name": "E1", "event_type": "Festival", "day": "2026-10-08", "target": "T1"}],
	"exemptions": [{"name": "X1", "officer": "O1", "from_date": "2026-12-01", "to_date": "2026-12-31"}],
	"roster": [{"rule": "R-R1", "week": "2026-09-07", "officer": "O1"}],
	"documents": [
		{
			"name": "D1",
			"rule": "R-R2",
			"owner": "Arts",
			"period_key": "S:Autumn",
			"handed_in_on": "2026-11-01",
		}
	],
}
VISITS = {
	"format": "liaison-visits/1",
	"visits": [
		{
			"name": "V1",
			"officers": ["O1"],
			"targets": ["T1"],
			"activities": ["Talk"],
			"start": "2026-10-12T14:30",
			"minutes": 45,
			"recorded_on": "2026-10-14",
			"has_report": True,
			"fields": {"mode": "Face to Face"},
		}
	],
}


def changed(content: dict, *path: object, to: object) -> dict:
	"""A copy of `content` with the value at `path` replaced, or added where a list ends."""
	result = copy.deepcopy(content)
	place = result
	for part in path[:-1]:
		place = place[part]
	if isinstance(place, list) and path[-1] == len(place):
		place.append(to)
	else:
		place[path[-1]] = to
	return result


def refused(content: dict, vocabulary: Vocabulary | None = None) -> str:
	with pytest.raises(FileRefused) as refusal:
		roster_from(content, "roster.json", vocabulary)
	return str(refusal.value)


def refused_visits(content: dict, on: date | None = None) -> str:
	with pytest.raises(FileRefused) as refusal:
		visits_from(content, roster_from(ROSTER), "visits.json", on)
	return str(refusal.value)


class TestRightFiles:
	def test_every_section_becomes_facts(self):
		facts = roster_from(ROSTER).facts
		assert facts.calendar.terms[0] == Term("Autumn", "2026/27", date(2026, 9, 7), date(2027, 1, 15))
		assert len(facts.calendar.holidays) == 8
		assert date(2027, 1, 1) in facts.calendar.holidays
		assert facts.calendar.is_teaching_day(date(2026, 10, 10))
		assert facts.posts[0].implies == ("School Leader",)
		assert facts.target_types[0].parent == "Branch"
		assert facts.units[1].parent == "Riverside"
		officer = facts.officers[0]
		assert officer.tenures == (Tenure(name="O1-1", post="President", from_date=date(2025, 1, 1)),)
		assert officer.leaves == (Leave(from_date=date(2026, 11, 2), to_date=date(2026, 11, 6)),)
		assert officer.units_in_charge == ("Arts",)
		target = facts.targets[0]
		assert target.tags == (DatedTag(tag="Award", from_date=date(2026, 10, 8)),)
		assert (target.active_from, target.active_to) == (date(2026, 9, 1), date(2027, 6, 30))
		assert facts.targets[1].offered_in == ("Spring",)
		assert facts.assignments[0].from_date == date(2026, 9, 7)
		assert facts.exemptions[0].to_date == date(2026, 12, 31)
		assert facts.roster == (RosterRow(rule="R-R1", week=date(2026, 9, 7), officer="O1"),)
		assert facts.documents == (
			HandedIn(
				name="D1",
				rule="R-R2",
				owner="Arts",
				period_key="S:Autumn",
				handed_in_on=date(2026, 11, 1),
			),
		)

	def test_a_festival_is_an_event_for_all_held_targets(self):
		festival = roster_from(ROSTER).facts.events[-1]
		assert festival == Event(
			name="2026-09-10-Festival", event_type="Festival", day=date(2026, 9, 10), target=""
		)

	def test_a_visit_becomes_a_contact(self):
		assert visits_from(VISITS, roster_from(ROSTER)) == (
			Contact(
				name="V1",
				officers=("O1",),
				targets=("T1",),
				activities=("Talk",),
				start=datetime(2026, 10, 12, 14, 30),
				minutes=45,
				recorded_on=date(2026, 10, 14),
				has_report=True,
				fields={"mode": "Face to Face"},
			),
		)

	def test_files_on_disk_with_a_byte_order_mark_are_read(self, tmp_path):
		(tmp_path / "r.json").write_text(json.dumps(ROSTER), encoding="utf-8-sig")
		(tmp_path / "v.json").write_text(json.dumps(VISITS), encoding="utf-8")
		roster = read_roster(tmp_path / "r.json")
		assert roster.title == "Riverside College"
		assert [contact.name for contact in read_visits(tmp_path / "v.json", roster)] == ["V1"]

	def test_an_adopted_regulation_takes_unit_and_dates_from_the_roster(self):
		regulation = Regulation(name="R", effective_from=date(2020, 1, 1), effective_to=date(2030, 1, 1))
		adopted = roster_from(ROSTER).adopted(regulation)
		assert adopted == Regulation(
			name="R", unit="Riverside", effective_from=date(2026, 9, 1), effective_to=date(2030, 1, 1)
		)

	def test_a_regulation_of_which_the_roster_says_nothing_stays_as_its_pack_has_it(self):
		regulation = Regulation(name="S", effective_from=date(2020, 1, 1))
		assert roster_from(ROSTER).adopted(regulation) == regulation

	def test_words_of_packs_need_not_be_repeated(self):
		content = changed(ROSTER, "vocabulary", to={})
		words = Vocabulary(
			posts=frozenset({"President"}),
			unit_types=frozenset({"School", "College"}),
			tags=frozenset({"Award"}),
			event_types=frozenset({"Festival"}),
			target_types={"Branch": "", "Student Branch": "Branch"},
		)
		assert roster_from(content, "roster.json", words).vocabulary.posts == {"President"}

	def test_rules_of_a_regulation_without_its_pack_are_taken_on_trust(self):
		words = Vocabulary(loaded=frozenset({"Q"}), rules=frozenset({"Q-Q1"}))
		assert roster_from(ROSTER, "roster.json", words).facts.roster[0].rule == "R-R1"


@pytest.mark.parametrize(
	("path", "value", "place", "wrong", "fix"),
	[
		(("officrs",), [], "$.officrs", "There is no field 'officrs'", "'officers'"),
		(("units", 1), {"parent": "Riverside"}, "$.units[1]", "'name' is missing", '"name" set to'),
		(
			("format",),
			"liaison-roster/9",
			"$.format",
			'"liaison-roster/9" is not allowed',
			"liaison-roster/1",
		),
		(("targets", 0, "unit"), "", "$.targets[0].unit", "It is empty", "never empty"),
		(
			("targets", 0),
			{"name": "T1", "target_type": "Branch"},
			"$.targets[0]",
			"'unit' is missing",
			"unit",
		),
		(("officers", 0, "tenures"), [], "$.officers[0].tenures", "It is empty", "at least one post held"),
		(("officers", 0, "rank"), "first", "$.officers[0].rank", "It is a text", "a whole number"),
		(("officers", 0, "party_member"), 1, "$.officers[0].party_member", "It is a number", "true or false"),
		(
			("calendar", "terms", 0, "first_day"),
			"7.9.2026",
			"$.calendar.terms[0].first_day",
			'"7.9.2026" is not allowed',
			"YYYY-MM-DD",
		),
		(
			("calendar", "terms", 0, "first_day"),
			"2027-02-30",
			"$.calendar.terms[0].first_day",
			'"2027-02-30" is not allowed',
			"YYYY-MM-DD",
		),
		(
			("assignments", 0, "from_date"),
			46272,
			"$.assignments[0].from_date",
			"It is a number",
			"YYYY-MM-DD",
		),
		(("targets", 0, "end_reason"), "Moved", "$.targets[0].end_reason", "not allowed", "Graduation"),
	],
)
def test_the_schema_names_place_fault_and_cure(path, value, place, wrong, fix):
	message = refused(changed(ROSTER, *path, to=value))
	assert message.startswith(f"roster.json: {place}: ")
	assert wrong in message
	assert fix in message.split("Right would be:")[1]


@pytest.mark.parametrize(
	("path", "value", "place", "wrong"),
	[
		(("units", 1, "parent"), "Riversid", "$.units[1].parent", "no unit 'Riversid'"),
		(("units", 0, "parent"), "Arts", "$.units[0].parent", "parents form a circle"),
		(("units", 1, "unit_type"), "Faculty", "$.units[1].unit_type", "no unit type 'Faculty'"),
		(("units", 1, "clerk"), "x@example.edu", "$.units[1].clerk", "no user 'x@example.edu'"),
		(("officers", 0, "unit"), "Law", "$.officers[0].unit", "no unit 'Law'"),
		(("officers", 0, "own_branch"), "Law", "$.officers[0].own_branch", "no unit 'Law'"),
		(("officers", 0, "units_in_charge"), ["Law"], "$.officers[0].units_in_charge[0]", "no unit 'Law'"),
		(("officers", 0, "tenures", 0, "post"), "Dean", "$.officers[0].tenures[0].post", "no post 'Dean'"),
		(
			("officers", 0, "tenures", 0, "to_date"),
			"2024-12-31",
			"$.officers[0].tenures[0].to_date",
			"2024-12-31 lies before from_date 2025-01-01",
		),
		(
			("officers", 0, "leaves", 0, "to_date"),
			"2026-11-01",
			"$.officers[0].leaves[0].to_date",
			"lies before",
		),
		(
			("officers", 1),
			{**ROSTER["officers"][0], "name": "O2"},
			"$.officers[1].user",
			"'lin@example.edu' is used at $.officers[0] already",
		),
		(("targets", 2), ROSTER["targets"][0], "$.targets[2].name", "'T1' is used at $.targets[0] already"),
		(("targets", 0, "target_type"), "Club", "$.targets[0].target_type", "no target type 'Club'"),
		(("targets", 0, "unit"), "Law", "$.targets[0].unit", "no unit 'Law'"),
		(("targets", 0, "parent"), "T2", "$.targets[0].parent", "parents form a circle"),
		(("targets", 0, "tags", 0, "tag"), "Prize", "$.targets[0].tags[0].tag", "no tag 'Prize'"),
		(("targets", 0, "active_to"), "2026-08-01", "$.targets[0].active_to", "lies before active_from"),
		(("targets", 1, "offered_in"), ["Summer"], "$.targets[1].offered_in[0]", "no term 'Summer'"),
		(("assignments", 0, "officer"), "O9", "$.assignments[0].officer", "no officer 'O9'"),
		(("assignments", 0, "target"), "T9", "$.assignments[0].target", "no target 'T9'"),
		(("assignments", 0, "regulation"), "Q", "$.assignments[0].regulation", "no regulation 'Q'"),
		(
			("assignments", 0, "from_date"),
			"2024-09-01",
			"$.assignments[0].from_date",
			"2024-09-01 lies outside a post of O1",
		),
		(
			("assignments", 0, "to_date"),
			"2027-07-31",
			"$.assignments[0].to_date",
			"2027-07-31 lies outside the life of T1",
		),
		(
			("assignments", 1),
			{**ROSTER["assignments"][0], "name": "S2", "from_date": "2026-12-01"},
			"$.assignments[1]",
			"same target on the same days by $.assignments[0]",
		),
		(("events", 0, "event_type"), "Prize", "$.events[0].event_type", "no event type 'Prize'"),
		(("events", 0, "target"), "T9", "$.events[0].target", "no target 'T9'"),
		(("exemptions", 0), {"name": "X1"}, "$.exemptions[0]", "It exempts nobody"),
		(("exemptions", 0, "to_date"), "2026-11-30", "$.exemptions[0].to_date", "lies before"),
		(("roster", 0, "week"), "2026-09-08", "$.roster[0].week", "2026-09-08 is no Monday"),
		(("roster", 0, "officer"), "O9", "$.roster[0].officer", "no officer 'O9'"),
		(("documents", 0, "owner"), "Law", "$.documents[0].owner", "no officer or unit 'Law'"),
		(("regulations", 0, "unit"), "Law", "$.regulations[0].unit", "no unit 'Law'"),
		(
			("calendar", "terms", 0, "last_day"),
			"2026-09-01",
			"$.calendar.terms[0].last_day",
			"2026-09-01 lies before first_day 2026-09-07",
		),
		(
			("calendar", "terms", 1, "first_day"),
			"2027-01-15",
			"$.calendar.terms[1].first_day",
			"begins on 2027-01-15, while 'Autumn' lasts until 2027-01-15",
		),
		(
			("calendar", "holidays", 0, "to_date"),
			"2026-09-30",
			"$.calendar.holidays[0].to_date",
			"lies before",
		),
		(
			("calendar", "holidays", 0, "to_date"),
			"2126-10-07",
			"$.calendar.holidays[0].to_date",
			"more than a year after the beginning",
		),
		(
			("calendar", "terms", 1, "last_day"),
			"2028-07-09",
			"$.calendar.terms[1].last_day",
			"more than a year after the beginning",
		),
		(
			("calendar", "festivals", 0, "event_type"),
			"Fair",
			"$.calendar.festivals[0].event_type",
			"no event type 'Fair'",
		),
	],
)
def test_what_contradicts_itself_is_named_with_its_place(path, value, place, wrong):
	message = refused(changed(ROSTER, *path, to=value))
	line = next(line for line in message.splitlines() if line.startswith(f"roster.json: {place}: "))
	assert wrong in line
	assert "Right would be: " in line


class TestRosterDetails:
	def test_a_misspelt_name_is_answered_with_the_near_one(self):
		message = refused(changed(ROSTER, "assignments", 0, "officer", to="O11"))
		assert "for instance 'O1'" in message

	def test_a_rule_of_a_loaded_regulation_must_exist(self):
		words = Vocabulary(loaded=frozenset({"R"}), regulations=frozenset({"R"}), rules=frozenset({"R-R1"}))
		assert "$.documents[0].rule: There is no rule 'R-R2'" in refused(ROSTER, words)

	def test_holding_twice_under_two_regulations_is_no_overlap(self):
		content = changed(ROSTER, "regulations", 1, to={"name": "Q"})
		second = {**ROSTER["assignments"][0], "name": "S2", "regulation": "Q"}
		assert len(roster_from(changed(content, "assignments", 1, to=second)).facts.assignments) == 2

	def test_all_problems_come_at_once(self):
		content = changed(ROSTER, "targets", 0, "unit", to="Law")
		with pytest.raises(FileRefused) as refusal:
			roster_from(changed(content, "officers", 0, "unit", to="Law"))
		assert [problem.path for problem in refusal.value.problems] == [
			"$.officers[0].unit",
			"$.targets[0].unit",
		]

	def test_a_long_list_of_problems_is_cut(self):
		content = changed(ROSTER, "targets", to=[{"name": f"T{number}"} for number in range(60)])
		with pytest.raises(FileRefused) as refusal:
			roster_from(content)
		assert len(refusal.value.problems) == 120
		assert describe(refusal.value.problems).endswith(f"... and {120 - SHOWN_AT_MOST} more problems.")


@pytest.mark.parametrize(
	("path", "value", "place", "wrong"),
	[
		(("officers",), [], "$.visits[0].officers", "It is empty"),
		(("targets",), [], "$.visits[0].targets", "It is empty"),
		(("officers",), ["O9"], "$.visits[0].officers[0]", "no officer 'O9'"),
		(("targets",), ["T9"], "$.visits[0].targets[0]", "no target 'T9'"),
		(("activities",), ["Dance"], "$.visits[0].activities[0]", "no activity type 'Dance'"),
		(("start",), "2026-10-12", "$.visits[0].start", "is not allowed"),
		(("start",), "2026-10-12T25:00", "$.visits[0].start", "is no date and time"),
		(("start",), "2026-08-12T10:00", "$.visits[0].targets[0]", "'T1' is not active on 2026-08-12"),
		(("minutes",), 1441, "$.visits[0].minutes", "1441 is not allowed"),
		(("recorded_on",), "2026-10-11", "$.visits[0].recorded_on", "before it happened on 2026-10-12"),
		(("fields",), [], "$.visits[0].fields", "It is a list"),
		(("duration",), 5, "$.visits[0].duration", "There is no field 'duration'"),
	],
)
def test_an_impossible_visit_is_named_with_its_place(path, value, place, wrong):
	message = refused_visits(changed(VISITS, "visits", 0, *path, to=value))
	line = next(line for line in message.splitlines() if line.startswith(f"visits.json: {place}: "))
	assert wrong in line
	assert "Right would be: " in line


def test_a_visit_in_the_future_is_refused_when_the_day_is_known():
	assert "is later than 2026-10-11" in refused_visits(VISITS, date(2026, 10, 11))
	assert visits_from(VISITS, roster_from(ROSTER), "visits.json", date(2026, 10, 12))


def test_two_visits_of_one_name_are_refused():
	twice = changed(VISITS, "visits", 1, to=VISITS["visits"][0])
	assert "'V1' is used at $.visits[0] already" in refused_visits(twice)


@pytest.mark.parametrize(
	("content", "wrong"),
	[
		(b"{", "$: This is not JSON: Expecting property name"),
		(b"", "$: This is not JSON: Expecting value"),
		(b"\xff\xfe{}", "$: This is not UTF-8 text"),
		(b'{"format": 1, "format": 2}', "$.format: The field 'format' is given twice"),
		(b"[" * 200_000, "$: Lists or objects are nested too deeply"),
		(b"[]", "$: It is a list"),
	],
)
def test_what_is_no_roster_at_all_is_refused(tmp_path, content, wrong):
	file = tmp_path / "roster.json"
	file.write_bytes(content)
	with pytest.raises(FileRefused) as refusal:
		read_roster(file)
	assert str(refusal.value).startswith(f"{file}: {wrong}")


def test_a_file_of_a_hundred_megabytes_is_refused_unread(tmp_path):
	file = tmp_path / "roster.json"
	with file.open("wb") as handle:
		handle.truncate(100 * 1024 * 1024)
	with pytest.raises(FileRefused, match=r"\(104,857,600\).*at most 33,554,432"):
		read_roster(file)


def test_an_absent_file_is_named(tmp_path):
	with pytest.raises(FileRefused, match="cannot be read: No such file"):
		read_roster(tmp_path / "none.json")
