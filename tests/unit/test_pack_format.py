"""docs/pack-format.md says all there is to know: every field, value, default and word, and its example is a sound pack."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields
from pathlib import Path
from typing import get_type_hints

import pytest

from liaison_app.engine.check_rule import VISIT_FIELDS
from liaison_app.engine.periods import CALENDAR_PERIODS
from liaison_app.engine.rules import (
	BUILT_IN_TRIGGERS,
	AssignmentRule,
	CountRow,
	DutyRule,
	FilterOperator,
	PeriodKind,
	PostQuantity,
	Trigger,
	VisitFilter,
	choices,
)
from liaison_app.packs import pack_from, read_pack, shipped_packs
from liaison_app.packs.loader import SCHEMA

PAGE = (Path(__file__).parents[2] / "docs" / "pack-format.md").read_text(encoding="utf-8")
COMMON = {"name", "regulation", "code", "title", "title_zh", "clause"}


def section(title: str) -> str:
	"""The text below a heading of the second level."""
	return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def table_rows(text: str) -> dict[str, list[str]]:
	"""First cell, without its code marks -> the other cells, for every table row whose first cell is code."""
	rows = {}
	for line in text.splitlines():
		if line.startswith("| `"):
			first, *rest = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
			for name in re.findall(r"`([^`]+)`", first):
				rows[name] = rest
	return rows


@pytest.mark.parametrize(("title", "kind"), [("Duty rules", DutyRule), ("Assignment rules", AssignmentRule)])
def test_every_field_of_a_rule_is_documented_with_its_default_and_values(title, kind):
	rows = table_rows(section(title))
	hints = get_type_hints(kind)
	for field in fields(kind):
		if field.name in COMMON:
			continue
		assert field.name in rows, f"{field.name} is not documented"
		values, default, meaning = rows[field.name]
		assert field.default is not MISSING and default == f"`{json.dumps(field.default)}`", field.name
		assert meaning
		for choice in choices(hints[field.name]) if "Literal" in str(hints[field.name]) else ():
			assert f"`{choice}`" in values, f"{field.name}: {choice}"


def test_no_field_is_documented_that_does_not_exist():
	known = {field.name for kind in (DutyRule, AssignmentRule) for field in fields(kind)} | set(
		choices(PeriodKind)
	)
	for title in ("Duty rules", "Assignment rules"):
		assert set(table_rows(section(title))) <= known


def test_every_period_is_explained():
	rows = table_rows(section("Duty rules"))
	assert set(CALENDAR_PERIODS) <= set(choices(PeriodKind)) <= set(rows)


@pytest.mark.parametrize("kind", [PostQuantity, CountRow, Trigger, VisitFilter])
def test_the_fields_of_the_rows_inside_a_rule_are_documented(kind):
	documented = ", ".join(f'"{field.name}"' for field in fields(kind))
	assert f"`{{{documented}}}`" in section("Duty rules")


@pytest.mark.parametrize(
	("title", "definition"),
	[("The file", None), ("Regulations", "regulation"), ("How codes work", "duty_rule")],
)
def test_the_fields_of_the_file_are_documented(title, definition):
	schema = SCHEMA.content["$defs"][definition] if definition else SCHEMA.content
	names = COMMON - {"name"} if definition == "duty_rule" else set(schema["properties"])
	assert names == set(table_rows(section(title)))


def test_the_words_lists_and_their_fields_are_documented():
	rows = table_rows(section("Words"))
	for name in ("posts", "unit_types", "target_types", "tags", "activity_types", "event_types", "festivals"):
		definition = SCHEMA.content["properties"][name]["items"]["$ref"].rsplit("/", 1)[1]
		for field in SCHEMA.content["$defs"][definition]["properties"]:
			assert f"`{field}`" in rows[name][0], f"{name}: {field}"
	assert all(f"`{name}`" in section("Words") for name in BUILT_IN_TRIGGERS)


def test_filters_are_documented():
	text = section("Duty rules").replace("\n", " ")
	for name in (*VISIT_FIELDS, *choices(FilterOperator)):
		assert f"`{name}`" in text, name


def test_the_example_is_a_sound_pack():
	(example,) = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
	pack = pack_from(json.loads(example), "the example")
	assert pack.governed == {"L"}
	assert {rule.code for rule in (*pack.duty_rules, *pack.assignment_rules)} == {
		"L3",
		"L4",
		"L5",
		"L6",
		"L7",
	}


def test_the_words_of_the_example_mean_what_they_mean_in_the_shipped_packs():
	(example,) = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
	own, shipped = json.loads(example), [read_pack(path).content for path in shipped_packs()]
	for name in ("target_types", "activity_types"):
		labels = {entry["name"]: entry for content in shipped for entry in content.get(name, ())}
		for entry in own[name]:
			assert entry == labels.get(entry["name"], entry)


def test_every_word_of_the_shipped_packs_is_listed():
	text = section("Words of the shipped packs")
	for path in shipped_packs():
		content = read_pack(path).content
		for name in ("posts", "unit_types", "target_types", "tags", "activity_types", "event_types"):
			for entry in content.get(name, ()):
				assert f"{entry['name']} {entry['title_zh']}" in text, entry["name"]
			for post in content["posts"]:
				line = next(
					line
					for line in text.splitlines()
					if line.startswith(f"- {post['name']} {post['title_zh']}")
				)
				assert all(implied in line for implied in post.get("implies", ()))


def test_the_links_inside_the_page_lead_somewhere():
	anchors = {
		re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
		for heading in re.findall(r"^#+ (.+)$", PAGE, flags=re.MULTILINE)
	}
	assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= anchors


def test_the_lines_of_refusal_on_the_page_are_what_the_check_says():
	"""The texts shown for a wrong field, value and kind are those of a real run."""
	from liaison_app.jsonfile import FileRefused

	(example,) = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
	for change in (
		{"perod": "Month"},
		{"period": "Monthly"},
		{"part": "half"},
		{"triggers": [], "period": "Event"},
	):
		content = json.loads(example)
		content["duty_rules"][3].update(change)
		with pytest.raises(FileRefused) as refused:
			pack_from(content, "p.json")
		assert any(str(problem) in section("What is refused") for problem in refused.value.problems), str(
			refused.value
		)
