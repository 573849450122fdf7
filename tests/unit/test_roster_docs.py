"""docs/roster-format.md: its examples work and it leaves no field out."""

from __future__ import annotations

import json
import re
from pathlib import Path

from liaison_app.roster import Vocabulary, roster_from, visits_from
from liaison_app.roster.files import ROSTER_SCHEMA, VISITS_SCHEMA

TEXT = (Path(__file__).parents[2] / "docs" / "roster-format.md").read_text(encoding="utf-8")


def test_the_examples_of_the_documentation_are_read():
	blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)]
	words = Vocabulary(
		posts=frozenset({"College Party Head"}),
		unit_types=frozenset({"School", "College"}),
		target_types={"Class": ""},
		activity_types=frozenset({"Talk"}),
	)
	roster = roster_from(blocks[0], "example", words)
	assert [officer.full_name for officer in roster.facts.officers] == ["Lin Wenbo"]
	assert [contact.fields["place"] for contact in visits_from(blocks[1], roster)] == ["Room 201"]


def test_the_documentation_names_every_field_of_the_schemas():
	for schema in (ROSTER_SCHEMA.content, VISITS_SCHEMA.content):
		objects = [schema, *schema["$defs"].values()]
		fields = {field for entry in objects for field in entry.get("properties", ())}
		assert {field for field in fields if f"`{field}`" not in TEXT} == set()
