"""Whatever stands in a roster or visits file, the answer is facts or a list of problems, never a crash."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from liaison_app.engine import plan, settle
from liaison_app.jsonfile import FileRefused
from liaison_app.packs import read_pack, shipped_packs
from liaison_app.roster import institution_from, visits_from
from liaison_app.sample import sample_college

PACKS = [read_pack(path) for path in shipped_packs()]
COLLEGE = sample_college(packs=PACKS)
DAY = COLLEGE.today
KEPT = 6  # entries of each list: enough that every kind of field is there, few enough to be quick


def small(content: dict[str, Any]) -> dict[str, Any]:
	"""The content with only the first entries of its long lists, and names that lead nowhere dropped."""
	whole = {"units", "users", "vocabulary", "format", "title", "regulations", "calendar"}
	result = {name: value if name in whole else value[:KEPT] for name, value in content.items()}
	officers = {entry["name"] for entry in result["officers"]}
	targets = content["targets"][:40]
	result["targets"] = targets
	names = {entry["name"] for entry in targets}
	result["assignments"] = [
		entry
		for entry in content["assignments"]
		if entry["officer"] in officers and entry["target"] in names and "successor" not in entry
	]
	result["events"] = [{**entry, "target": targets[0]["name"]} for entry in result["events"]]
	result["exemptions"] = [{**entry, "officer": min(officers)} for entry in result["exemptions"]]
	result["roster"] = [
		entry for entry in content["roster"] if {entry["officer"], entry["drawn"]} <= officers
	]
	result["documents"] = [entry for entry in content["documents"] if entry["owner"] in officers]
	return result


ROSTER = small(COLLEGE.roster)
VISITS = {
	"format": "liaison-visits/1",
	"visits": [
		{**visit, "officers": ["O01"], "targets": [ROSTER["targets"][0]["name"]]}
		for visit in COLLEGE.visits["visits"][:KEPT]
	],
}
JUNK = st.one_of(
	st.none(),
	st.booleans(),
	st.integers(-3, 10**12),
	st.floats(allow_nan=False),
	st.text(max_size=5),
	st.sampled_from(
		["2026-10-01", "2026-13-01", "1900-01-01", "2199-12-31", "2026-02-29", "O01", "T001", "A-A6"]
	),
	st.lists(st.one_of(st.integers(), st.text(max_size=3)), max_size=2),
	st.dictionaries(st.sampled_from(["name", "post", "target"]), st.text(max_size=3), max_size=2),
)


@st.composite
def spoilt(draw: Any, content: dict[str, Any]) -> dict[str, Any]:
	"""The content with one or two values, anywhere in it, replaced by junk or taken away."""
	result = copy.deepcopy(content)
	for _ in range(draw(st.integers(1, 2))):
		place: Any = result
		while True:
			if not place:
				break
			keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
			key = draw(st.sampled_from(keys))
			if isinstance(place[key], dict | list) and draw(st.integers(0, 5)):
				place = place[key]
				continue
			if draw(st.booleans()):
				place[key] = draw(JUNK)
			else:
				del place[key]
			break
	return result


def test_the_unspoilt_files_are_right():
	roster, facts = institution_from(PACKS, ROSTER)
	assert visits_from(VISITS, roster)
	assert plan(facts, (date(2026, 9, 7), DAY))


@given(spoilt(ROSTER))
def test_a_spoilt_roster_is_refused_or_can_be_planned(content):
	try:
		_, facts = institution_from(PACKS, content, "roster.json")
	except FileRefused as refused:
		assert refused.problems
		assert all(
			problem.path.startswith("$") and problem.wrong and problem.fix for problem in refused.problems
		)
		return
	rows = plan(facts, (DAY, DAY))
	assert set(settle(rows, (), facts)) == {row.name for row in rows}


@given(spoilt(VISITS))
def test_spoilt_visits_are_refused_or_can_be_settled(content):
	roster, facts = institution_from(PACKS, ROSTER)
	try:
		contacts = visits_from(content, roster, "visits.json")
	except FileRefused as refused:
		assert refused.problems
		return
	rows = plan(facts, (DAY, DAY))
	assert set(settle(rows, contacts, facts)) == {row.name for row in rows}
