"""docs/clauses.md names every clause, and what it names is there."""

import ast
import json
import re
from functools import cache

import pytest

from liaison_app.packs import combined, read_pack, shipped_packs
from tests.architecture.test_declarations import ROOT

CLAUSES = {"A": 17, "B": 26, "C": 25, "D": 11, "E": 13, "F": 8}
ROW = re.compile(r"^\| ([A-F]\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
ROWS = [tuple(row) for row in ROW.findall((ROOT / "docs" / "clauses.md").read_text())]
IDS = [row[0] for row in ROWS]


@cache
def functions_of(file: str) -> dict[str, str]:
	"""The tests of a file with their sources, decorators too."""
	source = (ROOT / "tests" / "site" / file).read_text()
	return {
		node.name: "\n".join(ast.unparse(part) for part in (*node.decorator_list, node))
		for node in ast.parse(source).body
		if isinstance(node, ast.FunctionDef)
	}


@cache
def codes() -> set[str]:
	facts = combined([read_pack(path) for path in shipped_packs()])
	return {rule.code for rule in (*facts.rules, *facts.assignment_rules)}


@cache
def names() -> set[str]:
	"""DocTypes, reports, print formats and roles."""
	folder = ROOT / "liaison_app" / "liaison"
	found = {"Liaison Clerk", "Liaison Officer"}
	for kind in ("doctype", "report", "print_format"):
		for file in folder.glob(f"{kind}/*/*.json"):
			found.add(json.loads(file.read_text()).get("name", ""))
	return found


def test_every_clause_has_a_row():
	assert IDS == [f"{letter}{number}" for letter, last in CLAUSES.items() for number in range(1, last + 1)]


@pytest.mark.parametrize(("clause", "asks", "lives", "tests"), ROWS, ids=IDS)
def test_what_a_row_names_is_there(clause, asks, lives, tests):
	assert set(re.findall(r"`([^`]+)`", lives)) <= codes()
	assert set(re.findall(r"\*([^*]+)\*", lives)) <= names()
	named = re.findall(r"`(test_\w+\.py)::(\w+)(?:\[([^\]]+)\])?`", tests)
	assert named
	for file, function, example in named:
		source = functions_of(file)[function]
		says = f"{function} {example} {source}".upper()
		assert re.search(rf"(?<![A-Z0-9]){clause}(?![0-9])", says.replace("_", " ")), (
			f"{function} does not name {clause}"
		)
