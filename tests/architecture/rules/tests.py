"""Tests that check: none skipped, none that asserts nothing, no stand-in for what can really run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .imports import imports_of
from .source import FunctionNode, Rule, Source, Violation, dotted_name, last_name

WAYS_TO_SKIP = {
	"skip",
	"skipif",
	"skipIf",
	"skipTest",
	"skipUnless",
	"xfail",
	"importorskip",
	"expectedFailure",
}
CHECKING = re.compile(r"^(assert|check|expect|raises|fail|wait_for|refuse)")


def nothing_skipped(source: Source) -> Iterator[Violation]:
	"""A test that does not run is deleted or mended."""
	if not _holds_tests(source):
		return
	for node in source.nodes:
		if isinstance(node, ast.Attribute) and node.attr in WAYS_TO_SKIP and _is_skipping(node):
			yield Violation(source.path, node.lineno, f"{dotted_name(node)}: a test that does not run")


def _is_skipping(node: ast.Attribute) -> bool:
	return dotted_name(node.value).split(".")[0] in ("pytest", "unittest", "self", "mark")


def no_stand_ins(source: Source) -> Iterator[Violation]:
	"""The real thing runs here, so nothing stands in for it."""
	if not _holds_tests(source):
		return
	for name, line in imports_of(source):
		if name.startswith(("unittest.mock", "mock", "responses", "fakeredis", "pytest_mock")):
			yield Violation(source.path, line, f"{name}: a stand-in for what can really run")


def every_test_asserts(source: Source) -> Iterator[Violation]:
	"""A test asserts, expects a refusal, or calls something that is named for checking."""
	if not _holds_tests(source):
		return
	for function in source.functions():
		if function.name.startswith("test_") and not _checks_something(function):
			yield Violation(source.path, function.lineno, f"{function.name} asserts nothing")


def _checks_something(function: FunctionNode) -> bool:
	return any(
		isinstance(node, ast.Assert)
		or (isinstance(node, ast.Call) and CHECKING.match(last_name(node.func).lstrip("_")))
		for node in ast.walk(function)
	)


def _holds_tests(source: Source) -> bool:
	return source.is_python and source.path.rsplit("/", 1)[-1].startswith("test_")


_TEST = "tests/unit/test_plan.py"

TEST_RULES = (
	Rule(
		"no-test-is-skipped",
		nothing_skipped,
		planted=(
			(_TEST, "import pytest\n\n@pytest.mark.skip\ndef test_plan():\n\tassert True\n"),
			(_TEST, "import pytest\n\n@pytest.mark.xfail(reason='later')\ndef test_plan():\n\tassert True\n"),
			(_TEST, "import pytest\n\nfrappe = pytest.importorskip('frappe')\n"),
			(_TEST, "def test_plan(self):\n\tself.skipTest('no site')\n"),
		),
		innocent=((_TEST, "def test_plan():\n\tassert lines.skip(1)\n"),),
	),
	Rule(
		"no-stand-ins",
		no_stand_ins,
		planted=(
			(_TEST, "from unittest.mock import patch\n"),
			(_TEST, "import unittest.mock\n"),
			(_TEST, "from unittest import mock\n"),
		),
		innocent=((_TEST, "import unittest\n"),),
	),
	Rule(
		"every-test-asserts",
		every_test_asserts,
		planted=((_TEST, "def test_plan():\n\tplan()\n"),),
		innocent=(
			(_TEST, "def test_plan():\n\tassert plan() == []\n"),
			(_TEST, "def test_plan():\n\twith pytest.raises(ValueError):\n\t\tplan()\n"),
			(_TEST, "def test_plan():\n\tassert_owed(plan(), 3)\n"),
		),
	),
)
