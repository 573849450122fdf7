"""What the packs say of events: E4's five must-talks, A11 and A12, and which types are for few."""

import json
from pathlib import Path

PACKS = Path(__file__).parents[2] / "liaison_app" / "packs"
ANNUAL = {"Spring Festival", "Teachers' Day", "Mid-Autumn Festival"}


def pack(name):
	return json.loads((PACKS / f"{name}.json").read_text())


def granted(content, *codes):
	"""Event type -> days, of these rules."""
	rules = [rule for rule in content["duty_rules"] if rule["code"] in codes]
	assert len(rules) == len(codes)
	return {trigger["event_type"]: trigger["days"] for rule in rules for trigger in rule["triggers"]}


def sensitive(content):
	return {each["name"] for each in content["event_types"] if each.get("sensitive")}


def test_e4_five_must_talks_within_seven_days_and_conduct_is_confidential():
	content = pack("staff_branch_masses")
	found = granted(content, "E4", "E4-conduct")
	assert found == dict.fromkeys(
		(
			"Change of Post or Retirement",
			"Award or Punishment",
			"Setback",
			"Conduct Concern",
			"Opinion to Convey",
		),
		7,
	)
	assert "Conduct Concern" in sensitive(content)
	(conduct,) = [rule for rule in content["duty_rules"] if rule["code"] == "E4-conduct"]
	assert conduct["confidential"] is True


def test_a11_hardship_within_fourteen_days_is_sensitive():
	content = pack("branches_teachers_students_2018")
	assert granted(content, "A11") == {"Hardship": 14}
	assert "Hardship" in sensitive(content)


def test_a12_four_triggers_and_the_festivals_that_are_dated():
	content = pack("branches_teachers_students_2018")
	types = ("Festival", "Major Achievement", "Serious Illness", "Other Difficulty")
	assert granted(content, "A12") == dict.fromkeys(types, 7)
	assert {each["name"] for each in content["festivals"]} == ANNUAL
	assert sensitive(content) >= {"Serious Illness", "Other Difficulty"}
