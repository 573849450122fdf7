"""The shipped packs: every countable clause has its rule, and the rules say what the documents say."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from datetime import date

import pytest

from liaison_app.engine import rules as vocabulary
from liaison_app.engine.check_assignment_rule import problems_of_assignment_rule
from liaison_app.engine.check_rule import problems_of_rule
from liaison_app.engine.planning import owes_a_number
from liaison_app.engine.rules import AssignmentRule, CountRow, DutyRule, PostQuantity, Trigger, choices
from liaison_app.packs import combined, read_pack, shipped_packs
from liaison_app.packs.loader import SCHEMA

# Every clause of the six regulations that states a quantity, an assignment or an advocated contact.
COUNTABLE_CLAUSES = {
	"branches_teachers_students_2018": "A1 A2 A3 A4 A5 A6 A7 A8 A10 A11 A12 A13 A16",
	"five_contacts_seven_entries_2021": (
		"B1 B2 B3 B4 B5 B6 B7 B8 B9 B10 B11 B12 B13 B14 B15 B16 B17 B18 B22 B24"
	),
	"grass_roots_and_class_hearing_2019": (
		"C1 C2 C3 C4 C5 C6 C7 C8 C9 C10 C11 C12 C14 C15 C18 C20 C21 C22 C23 C25 D1 D2 D3 D4 D5 D6 D8 D9"
	),
	"staff_branch_masses": "E1 E2 E3 E4 E5 E6 E7 E8 E10 E11 E12",
	"three_contacts_2016": "F1 F2 F3 F4 F5 F6",
}
ADVOCATED = "A4 A5 B14 B18 B22 B24 C2 C8 C11 C14 C20 C21 C22 C23 C25 E11 E12"
MONTHLY_WITH_TEACHING = "B2 B4 B6 B8 B10 B17 B17-office B18 D9 E2 E3 F5 F6"

PACKS = {path.stem: read_pack(path) for path in shipped_packs()}
DUTIES = {rule.code: rule for pack in PACKS.values() for rule in pack.duty_rules}
HOLDINGS = {rule.code: rule for pack in PACKS.values() for rule in pack.assignment_rules}


def clause_of(code: str) -> str:
	return code.split("-")[0]


def test_there_is_one_pack_for_each_document():
	assert set(PACKS) == set(COUNTABLE_CLAUSES)
	assert all(pack.name == stem for stem, pack in PACKS.items())
	assert {name: sorted(pack.governed) for name, pack in PACKS.items()} == {
		"branches_teachers_students_2018": ["A"],
		"five_contacts_seven_entries_2021": ["B"],
		"grass_roots_and_class_hearing_2019": ["C", "D"],
		"staff_branch_masses": ["E"],
		"three_contacts_2016": ["F"],
	}


@pytest.mark.parametrize("name", COUNTABLE_CLAUSES)
def test_every_countable_clause_has_a_rule_and_no_rule_is_of_another_clause(name):
	pack = PACKS[name]
	ruled = {clause_of(rule.code) for rule in (*pack.duty_rules, *pack.assignment_rules)}
	assert ruled == set(COUNTABLE_CLAUSES[name].split())


def test_college_heads_are_further_posts_of_four_rules_for_school_leaders():
	"""C13 has no rule of its own: it adds posts to C10, C11, C20 and C21."""
	heads = {"College Party Head", "College Administrative Head", "School Leader"}
	for code in ("C10", "C20", "C21"):
		assert {line.post for line in DUTIES[code].posts} == heads
	assert set(HOLDINGS["C11"].posts) == heads


@pytest.mark.parametrize("rule", [*DUTIES.values(), *HOLDINGS.values()], ids=lambda rule: rule.name)
def test_every_rule_cites_its_regulation_and_clause_and_is_titled_in_both_languages(rule):
	assert rule.name == f"{rule.regulation}-{rule.code}"
	assert rule.code.startswith(rule.regulation)
	assert rule.clause[0] in "一二三四五六七附"
	assert rule.title.isascii() and not rule.title_zh.isascii()


def test_every_rule_may_run():
	for rule in DUTIES.values():
		assert problems_of_rule(rule) == []
	for rule in HOLDINGS.values():
		assert problems_of_assignment_rule(rule) == []


def test_what_the_texts_only_advocate_is_advocated_and_all_else_is_required():
	advocated = set(ADVOCATED.split())
	further = {"A1-department", "E1-further", "F4-between"}
	for code, rule in [*DUTIES.items(), *HOLDINGS.items()]:
		expected = clause_of(code) in advocated or code in further
		assert (rule.nature == "Advocated") is expected, code


def test_advocated_duties_have_no_minimum_but_the_share_of_working_time_and_are_counted_per_semester():
	for rule in DUTIES.values():
		assert owes_a_number(rule) is (rule.nature == "Required" or rule.code == "B18"), rule.code
		if not owes_a_number(rule):
			assert rule.period == "Semester", rule.code


def test_monthly_duties_are_owed_in_months_with_ten_teaching_days():
	monthly = {rule.code for rule in DUTIES.values() if rule.period == "Month"}
	assert monthly == set(MONTHLY_WITH_TEACHING.split())
	assert {DUTIES[code].min_teaching_days for code in monthly} == {10}


def test_weekly_duties_are_owed_in_weeks_with_teaching():
	weekly = {rule.code: rule.min_teaching_days for rule in DUTIES.values() if rule.period == "Week"}
	assert weekly == {"B12": 1, "C15": 1}


@pytest.mark.parametrize(
	("code", "expected"),
	[
		("A6", {"quantity": 2, "period": "Semester", "subject_kind": "Assigned", "exclude_own_branch": True}),
		("A7", {"quantity": 2, "period": "Semester", "subject_types": ("Party Branch",)}),
		("A8", {"quantity": 1, "period": "Semester", "subject_types": ("Party Branch",)}),
		("A10", {"quantity": 2, "period": "Semester", "subject_types": ("Person",)}),
		("A11", {"subject_kind": "Trigger Person", "triggers": (Trigger(event_type="Hardship", days=14),)}),
		("A13", {"measure": "Document", "document_kind": "Plan", "due": "Start + Days", "due_days": 30}),
		("A16", {"measure": "Document", "document_kind": "Summary", "due": "End + Days", "due_days": 14}),
		("A16-unit", {"owner_unit_types": ("College",), "due_days": 14, "takes_in": "A16"}),
		("A16-office", {"owner_unit_types": ("Office",), "posts": (PostQuantity(post="School Leader"),)}),
		("A16-school", {"owner_unit_types": ("Organisation Department",), "due_days": 21}),
		("B3", {"period": "Half-Year", "party_members_only": True, "evidence": "Attachment"}),
		("B4", {"measure": "Minutes", "quantity": 0.5, "quantity_unit": "Days", "hours_per_day": 8}),
		("B5", {"period": "Academic Year", "evidence": "Report", "subject_types": ("College Team",)}),
		("B7", {"period": "Calendar Year", "party_members_only": True}),
		("B9", {"period": "Academic Year", "subject_kind": "Total"}),
		("B11", {"period": "Semester", "subject_kind": "Total"}),
		("B13", {"subject_kind": "Listed", "subject_types": ("Course",), "nature": "Required"}),
		(
			"B16",
			{"period": "Yearly Window", "window_start": "09-01", "window_end": "09-10", "due": "Window End"},
		),
		("B17", {"document_kind": "Record Form", "due": "End + Days", "due_days": 5}),
		("B18", {"measure": "Share of Working Time", "quantity": 50, "comparator": ">=", "hours_per_day": 8}),
		("C3", {"quantity": 2, "scope": "Contacted Units", "subject_kind": "Total"}),
		("C5", {"quantity": 2, "subject_types": ("Teaching Office", "Class"), "subject_kind": "Assigned"}),
		("C15", {"owner_kind": "Rotation", "period": "Week", "quantity": 1}),
		("C18", {"period": "Calendar Year", "due": "Period End", "document_kind": "Summary"}),
		("D2", {"subject_kind": "Listed", "subject_tags": ("Compulsory Ideology Course",), "shared": True}),
		("D4", {"period": "Term of Office", "scope": "Own Unit", "part": 0, "subject_kind": "Listed"}),
		("D5", {"quantity": 4, "subject_kind": "Total"}),
		("D8", {"document_kind": "Observation File", "due": "End + Days", "due_days": 14}),
		("D8-report", {"owner_kind": "Unit", "owner_unit_types": ("Quality Centre",), "due_days": 14}),
		("E4-conduct", {"confidential": True, "period": "Event"}),
		("E5", {"owner_kind": "Unit", "period": "Semester"}),
		("E7", {"document_kind": "Report", "due": "End + Days", "due_days": 14}),
		("E8", {"owner_kind": "Unit", "period": "Half-Year", "document_kind": "Check"}),
		("F3", {"period": "Once", "due_days": 14, "document_kind": "Registration"}),
		("F4", {"quantity": 1, "period": "Semester", "subject_types": ("Class",)}),
		("F5", {"quantity": 1, "subject_types": ("Dormitory",)}),
		("F6", {"quantity": 1, "subject_types": ("Hardship Student",), "confidential": True}),
	],
)
def test_a_duty_says_what_its_clause_says(code, expected):
	assert {name: getattr(DUTIES[code], name) for name in expected} == expected


@pytest.mark.parametrize(
	("code", "expected"),
	[
		(
			"A1",
			{
				"min_targets": 1,
				"max_targets": 2,
				"scope_strength": "Warn",
				"placed_by": "Organisation Department",
			},
		),
		("A1-college", {"scope": "Own College", "scope_strength": "Refuse", "max_targets": 2}),
		("A2", {"min_targets": 2, "max_targets": 3, "placed_by": "Office"}),
		("A3", {"min_targets": 1, "max_targets": 2, "besides": "A2", "required_tags": ("Applicant",)}),
		("B1", {"types_needed": "Each Of", "min_targets": 1}),
		("B1-young-teacher", {"preferred_tags": ("Applicant",), "target_types": ("Young Teacher",)}),
		("B16-students", {"self_declared": True}),
		("C1", {"max_targets": 2, "rotation_period": "Academic Year", "rotation_look_back": 1}),
		("C4", {"types_needed": "Each Of", "target_types": ("Teaching Office", "Class")}),
		(
			"C6",
			{"max_targets": 1, "follows": "C1", "scope": "Inside Held Target", "inside_types": ("College",)},
		),
		("C9", {"coverage": 1, "exclude_own_branch": True, "scope": "Own College"}),
		("C11", {"types_needed": "Any Of", "target_types": ("Class", "Dormitory", "Club")}),
		("E1", {"min_targets": 1, "party_members_only": True, "target_types": ("Teacher",)}),
		("E6", {"max_targets": 1}),
		("E10", {"ratio": 1}),
		("F1", {"min_targets": 1, "target_types": ("Class",)}),
		("F1-inside", {"scope": "Inside Held Target", "inside_types": ("Class",), "types_needed": "Each Of"}),
		("F2", {"until_target_ends": True, "coverage": 1, "replace_after_leave_days": 60}),
	],
)
def test_an_assignment_rule_says_what_its_clause_says(code, expected):
	assert {name: getattr(HOLDINGS[code], name) for name in expected} == expected


def test_post_tables():
	assert DUTIES["B15"].posts == (
		PostQuantity(post="Party Secretary", quantity=2),
		PostQuantity(post="President", quantity=2),
		PostQuantity(post="School Leader", quantity=1),
	)
	assert DUTIES["D1"].posts == (
		PostQuantity(post="School Leader", quantity=2),
		PostQuantity(post="Leader in Charge of Teaching", quantity=3),
	)
	assert DUTIES["D3"].posts == (
		PostQuantity(post="College Administrative Head", quantity=5),
		PostQuantity(post="College Party Head", quantity=3),
	)


def test_events_are_answered_within_seven_days():
	assert {trigger.event_type: trigger.days for trigger in DUTIES["A12"].triggers} == dict.fromkeys(
		("Festival", "Major Achievement", "Serious Illness", "Other Difficulty"), 7
	)
	must_talk = [*DUTIES["E4"].triggers, *DUTIES["E4-conduct"].triggers]
	assert len(must_talk) == 5 and {trigger.days for trigger in must_talk} == {7}


def test_contact_that_must_be_face_to_face_is_filtered_so():
	for code in ("B12", "F4"):
		(condition,) = DUTIES[code].visit_filters
		assert (condition.fieldname, condition.operator, condition.value) == ("mode", "=", "Face to Face")


def test_joint_lesson_preparation_and_supervision_of_teaching_count():
	assert DUTIES["B8"].counts == ()  # any activity with the teaching office
	assert CountRow(activities=("Class Observation", "Teaching Supervision")) in DUTIES["D3"].counts


def test_festivals_have_their_dates():
	festivals = {
		entry["name"]: entry for entry in PACKS["branches_teachers_students_2018"].content["festivals"]
	}
	assert festivals["Teachers' Day"]["every_year"] == "09-10"
	assert "2018-09-24" in festivals["Mid-Autumn Festival"]["dates"]
	assert "2019-02-05" in festivals["Spring Festival"]["dates"]


def test_regulations_are_in_force_from_their_dates():
	facts = combined(PACKS.values())
	in_force = {regulation.name: regulation.effective_from for regulation in facts.regulations}
	assert in_force == {
		"A": date(2018, 9, 3),
		"B": date(2021, 3, 30),
		"B2019": None,
		"C": date(2019, 5, 22),
		"D": date(2019, 5, 22),
		"E": None,
		"F": date(2016, 12, 30),
	}
	assert next(one.supersedes for one in facts.regulations if one.name == "B") == "B2019"


def test_the_packs_speak_of_the_same_things_by_the_same_names():
	"""One institution may adopt several: a word has one Chinese label and one place in its tree."""
	for section in ("posts", "unit_types", "target_types", "tags", "activity_types", "event_types"):
		seen: dict[str, dict] = {}
		for pack in PACKS.values():
			for entry in pack.content.get(section, ()):
				alike = {key: value for key, value in entry.items() if key not in ("implies", "check_items")}
				assert seen.setdefault(entry["name"], alike) == alike
		labels = [entry["title_zh"] for entry in seen.values()]
		assert len(labels) == len(set(labels)), section


def test_a_regulation_that_a_second_pack_only_names_is_described_alike():
	described: dict[str, dict] = {}
	for pack in PACKS.values():
		for entry in pack.content["regulations"]:
			alike = {field: value for field, value in entry.items() if field != "sections"}
			assert described.setdefault(entry["name"], alike) == alike


def test_a_post_implies_what_any_pack_says_it_implies():
	posts = {post.name: post.implies for post in combined(PACKS.values()).posts}
	assert posts["School Leader"] == ("Section-Level Cadre",)
	assert posts["College Administrative Head"] == ("College Team Member",)
	assert posts["College Team Member"] == ("Middle-Level Cadre",)


# --- the schema and the engine speak the same language ---


@pytest.mark.parametrize(
	("definition", "kind"), [("duty_rule", DutyRule), ("assignment_rule", AssignmentRule)]
)
def test_the_schema_has_the_fields_and_defaults_of_the_engine(definition, kind):
	properties = SCHEMA.content["$defs"][definition]["properties"]
	own = [field for field in fields(kind) if field.name != "name"]
	assert list(properties) == [field.name for field in own]
	for field in own:
		if field.name in SCHEMA.content["$defs"][definition]["required"]:
			continue
		default = list(field.default) if isinstance(field.default, tuple) else field.default
		assert field.default is not MISSING and resolved(properties[field.name])["default"] == default


def resolved(schema: dict) -> dict:
	if "$ref" not in schema:
		return schema
	return {**SCHEMA.content["$defs"][schema["$ref"].rsplit("/", 1)[1]], **schema}


@pytest.mark.parametrize(
	("definition", "field", "kind"),
	[
		("duty_rule", "owner_kind", vocabulary.OwnerKind),
		("duty_rule", "responsible", vocabulary.Responsible),
		("duty_rule", "subject_kind", vocabulary.SubjectKind),
		("duty_rule", "scope", vocabulary.Scope),
		("duty_rule", "measure", vocabulary.Measure),
		("duty_rule", "quantity_unit", vocabulary.QuantityUnit),
		("duty_rule", "comparator", vocabulary.Comparator),
		("duty_rule", "nature", vocabulary.Nature),
		("duty_rule", "period", vocabulary.PeriodKind),
		("duty_rule", "week_pattern", vocabulary.WeekPattern),
		("duty_rule", "due", vocabulary.DueKind),
		("duty_rule", "pacing", vocabulary.Pacing),
		("duty_rule", "evidence", vocabulary.Evidence),
		("duty_rule", "day_cap_key", vocabulary.DayCapKey),
		("assignment_rule", "nature", vocabulary.Nature),
		("assignment_rule", "types_needed", vocabulary.TypesNeeded),
		("assignment_rule", "scope", vocabulary.AssignmentScope),
		("assignment_rule", "scope_strength", vocabulary.Strength),
		("assignment_rule", "rotation_period", vocabulary.RotationPeriod),
		("visit_filter", "operator", vocabulary.FilterOperator),
	],
)
def test_the_schema_allows_the_choices_of_the_engine(definition, field, kind):
	assert tuple(SCHEMA.content["$defs"][definition]["properties"][field]["enum"]) == choices(kind)


def test_the_schema_allows_the_weekdays_of_the_engine():
	weekdays = SCHEMA.content["$defs"]["duty_rule"]["properties"]["weekday"]["enum"]
	assert tuple(weekdays) == vocabulary.WEEKDAY_CHOICES


def test_no_object_of_the_schema_takes_unknown_fields():
	def objects(node):
		if isinstance(node, dict):
			if node.get("type") == "object":
				yield node
			for inner in node.values():
				yield from objects(inner)

	found = list(objects(SCHEMA.content))
	assert len(found) > 10 and all(node["additionalProperties"] is False for node in found)


def test_every_field_of_a_rule_survives_the_way_from_json_to_the_engine():
	"""What a pack writes is what the engine reads, field by field."""
	for path in shipped_packs():
		content, pack = json.loads(path.read_text(encoding="utf-8")), PACKS[path.stem]
		for entries, rules in (
			(content["duty_rules"], pack.duty_rules),
			(content["assignment_rules"], pack.assignment_rules),
		):
			for entry, rule in zip(entries, rules, strict=True):
				for name, value in entry.items():
					assert as_json(getattr(rule, name), value) == value, f"{rule.name} {name}"


def as_json(read: object, written: object) -> object:
	"""The engine's value as the pack writes it: without the fields that the pack leaves out."""
	if not isinstance(read, tuple):
		return read
	if not (isinstance(written, list) and written and isinstance(written[0], dict)):
		return list(read)
	return [
		{key: as_json(getattr(line, key), value) for key, value in row.items()}
		for line, row in zip(read, written, strict=True)
	]
