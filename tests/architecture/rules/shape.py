"""Small files, small functions, and Python that every supported version reads."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .source import APP, Rule, Source, Violation

LONGEST_FUNCTION = 60
LONGEST_FILE = 500
LONGEST_CONTROLLER = 250
LONGEST_JOB = 15
NOT_IN_PYTHON_3_10 = {
	"enum": {"StrEnum", "ReprEnum", "verify"},
	"typing": {
		"Self",
		"Never",
		"LiteralString",
		"assert_never",
		"assert_type",
		"override",
		"Unpack",
		"TypeVarTuple",
	},
	"datetime": {"UTC"},
	"itertools": {"batched"},
	"asyncio": {"TaskGroup", "timeout"},
	"tomllib": set(),
}


def short_functions(source: Source) -> Iterator[Violation]:
	"""No function is longer than a screen."""
	longest = LONGEST_JOB if source.path == f"{APP}/jobs.py" else LONGEST_FUNCTION
	for function in source.functions() if source.is_python else ():
		length = (function.end_lineno or function.lineno) - function.lineno + 1
		if length > longest:
			yield Violation(
				source.path, function.lineno, f"{function.name} has {length} lines, more than {longest}"
			)


def short_files(source: Source) -> Iterator[Violation]:
	"""No file is longer than can be read in one go; controllers less."""
	is_controller = f"{APP}/liaison/doctype/" in source.path and source.is_app and source.is_python
	longest = LONGEST_CONTROLLER if is_controller else LONGEST_FILE
	if len(source.lines) > longest:
		yield Violation(source.path, longest, f"{len(source.lines)} lines, more than {longest}")


def oldest_python(source: Source) -> Iterator[Violation]:
	"""Nothing that Python 3.10 lacks."""
	if not source.is_python:
		return
	for node in source.nodes:
		if isinstance(node, ast.ImportFrom) and node.module in NOT_IN_PYTHON_3_10:
			newer = NOT_IN_PYTHON_3_10[node.module]
			if not newer or newer & {alias.name for alias in node.names}:
				yield Violation(source.path, node.lineno, f"{node.module}: not in Python 3.10")
		elif isinstance(node, ast.Import) and any(alias.name == "tomllib" for alias in node.names):
			yield Violation(source.path, node.lineno, "tomllib: not in Python 3.10")
		elif isinstance(node, getattr(ast, "TryStar", ())):
			yield Violation(source.path, node.lineno, "except*: not in Python 3.10")


def setup_says_ensure(source: Source) -> Iterator[Violation]:
	"""What setup/ offers can be run again: ensure_*, and remove_* for uninstalling."""
	if not (source.is_python and source.path.startswith(f"{APP}/setup/")):
		return
	for node in source.tree.body:
		if isinstance(node, ast.FunctionDef) and not node.name.startswith(("_", "ensure_", "remove_")):
			yield Violation(source.path, node.lineno, f"{node.name} is neither ensure_* nor remove_*")


def _function_of(lines: int) -> str:
	return "def long():\n" + "\tpass\n" * (lines - 1)


SHAPE_RULES = (
	Rule(
		"functions-are-short",
		short_functions,
		planted=(
			(f"{APP}/engine/plan.py", _function_of(LONGEST_FUNCTION + 1)),
			(f"{APP}/jobs.py", _function_of(LONGEST_JOB + 1)),
			("tests/unit/test_plan.py", _function_of(LONGEST_FUNCTION + 1)),
		),
		innocent=(
			(f"{APP}/engine/plan.py", _function_of(LONGEST_FUNCTION)),
			(f"{APP}/jobs.py", _function_of(LONGEST_JOB)),
		),
	),
	Rule(
		"files-are-short",
		short_files,
		planted=(
			(f"{APP}/engine/plan.py", "pass\n" * (LONGEST_FILE + 1)),
			(f"{APP}/public/js/visit.js", "visit();\n" * (LONGEST_FILE + 1)),
			(f"{APP}/liaison/doctype/a/a.py", "pass\n" * (LONGEST_CONTROLLER + 1)),
		),
		innocent=((f"{APP}/engine/plan.py", "pass\n" * LONGEST_FILE),),
	),
	Rule(
		"python-3-10-reads-it",
		oldest_python,
		planted=(
			(f"{APP}/engine/plan.py", "from enum import StrEnum\n"),
			(f"{APP}/engine/plan.py", "from typing import Self\n"),
			(f"{APP}/cli.py", "import tomllib\n"),
		),
		innocent=((f"{APP}/engine/plan.py", "from typing import Literal\nfrom enum import Enum\n"),),
	),
	Rule(
		"setup-can-run-again",
		setup_says_ensure,
		planted=((f"{APP}/setup/seed.py", "def make_roles():\n\tpass\n"),),
		innocent=((f"{APP}/setup/seed.py", "def ensure_roles():\n\t_make()\n\n\ndef _make():\n\tpass\n"),),
	),
)
