"""The rules of the house hold, and each catches what it is there for."""

from pathlib import Path

import pytest

from tests.architecture.rules import ALL_RULES, Rule, Source, sources_under

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sources_under(ROOT)


def by_name(rule: Rule) -> str:
	return rule.name


def plant(folder: Path, file: tuple[str, str]) -> list[Source]:
	"""A repository with this one file in it, read as the real one is."""
	path, text = file
	(folder / path).parent.mkdir(parents=True)
	(folder / path).write_text(text)
	return sources_under(folder)


@pytest.mark.parametrize("rule", ALL_RULES, ids=by_name)
def test_rule_holds(rule: Rule):
	assert "\n".join(map(str, rule.violations(SOURCES))) == ""


@pytest.mark.parametrize(
	("rule", "number"),
	[(rule, number) for rule in ALL_RULES for number in range(len(rule.planted))],
	ids=lambda value: getattr(value, "name", str(value)),
)
def test_rule_catches_a_planted_violation(rule: Rule, number: int, tmp_path: Path):
	assert rule.violations(plant(tmp_path, rule.planted[number])), rule.planted[number][1]


@pytest.mark.parametrize(
	("rule", "number"),
	[(rule, number) for rule in ALL_RULES for number in range(len(rule.innocent))],
	ids=lambda value: getattr(value, "name", str(value)),
)
def test_rule_lets_pass_what_only_looks_alike(rule: Rule, number: int, tmp_path: Path):
	assert rule.violations(plant(tmp_path, rule.innocent[number])) == []


def test_every_rule_has_a_planted_violation():
	assert [rule.name for rule in ALL_RULES if not rule.planted] == []


def test_the_repository_is_really_read():
	assert {"liaison_app/engine/rules.py", "tests/run.py", "devtools/lab.py"} <= {
		source.path for source in SOURCES
	}
