"""The engine answers from what it is told: no clock, no chance, no database, nothing but the standard library and dateutil."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from .imports import imports_of
from .source import APP, Rule, Source, Violation, dotted_name, last_name

ALLOWED_BESIDE_STANDARD = {APP, "dateutil"}
IMPURE_MODULES = {
	"asyncio",
	"dbm",
	"http",
	"io",
	"multiprocessing",
	"os",
	"pathlib",
	"random",
	"secrets",
	"shelve",
	"shutil",
	"socket",
	"sqlite3",
	"ssl",
	"subprocess",
	"tempfile",
	"threading",
	"time",
	"urllib",
	"uuid",
}
CLOCK_READINGS = {
	"today",
	"now",
	"utcnow",
	"now_datetime",
	"nowdate",
	"localtime",
	"monotonic",
	"perf_counter",
}
WITHOUT_CLOCK = {"engine", "honesty", "packs", "roster", "sample", "jsonfile"}


def engine_imports(source: Source) -> Iterator[Violation]:
	"""The engine imports the pure part of the standard library, dateutil, itself."""
	if not (source.is_python and source.is_app and source.part == "engine"):
		return
	for name, line in imports_of(source):
		top = name.split(".")[0]
		if top in IMPURE_MODULES or (
			top not in sys.stdlib_module_names and top not in ALLOWED_BESIDE_STANDARD
		):
			yield Violation(source.path, line, f"the engine must not import {top}")


def no_clock(source: Source) -> Iterator[Violation]:
	"""Pure parts are told the day."""
	if not (source.is_python and source.is_app and source.part in WITHOUT_CLOCK):
		return
	for call in source.calls(*CLOCK_READINGS):
		if isinstance(call.func, ast.Attribute) and last_name(call.func.value) in (
			"date",
			"datetime",
			"time",
			"utils",
		):
			yield Violation(
				source.path,
				call.lineno,
				f"{dotted_name(call.func)}() reads the clock: take the day as an argument",
			)


def no_files(source: Source) -> Iterator[Violation]:
	"""The engine opens nothing and says nothing."""
	if not (source.is_python and source.is_app and source.part == "engine"):
		return
	for call in source.calls("open", "print", "input", "exec", "eval"):
		if isinstance(call.func, ast.Name):
			yield Violation(source.path, call.lineno, f"the engine must not call {call.func.id}()")


def bounded_loops(source: Source) -> Iterator[Violation]:
	"""A loop over a calendar has an end that can be read off it."""
	if not (source.is_python and source.is_app and source.part == "engine"):
		return
	for node in source.nodes:
		endless = (
			isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and bool(node.test.value)
		)
		unbounded_count = (
			isinstance(node, ast.For)
			and isinstance(node.iter, ast.Call)
			and last_name(node.iter.func) == "count"
		)
		if endless or unbounded_count:
			yield Violation(source.path, node.lineno, "a loop without a bound: walk from one day to another")


PURITY_RULES = (
	Rule(
		"engine-imports-are-pure",
		engine_imports,
		planted=(
			("liaison_app/engine/plan.py", "import random\n"),
			("liaison_app/engine/plan.py", "import sqlite3\n"),
			("liaison_app/engine/plan.py", "from time import time\n"),
			("liaison_app/engine/plan.py", "import pymysql\n"),
			("liaison_app/engine/plan.py", "def late():\n\timport openpyxl\n"),
		),
		innocent=(
			(
				"liaison_app/engine/plan.py",
				"from dateutil.relativedelta import relativedelta\nimport bisect\n",
			),
			("liaison_app/engine/plan.py", "from datetime import date, time\n"),
		),
	),
	Rule(
		"pure-parts-read-no-clock",
		no_clock,
		planted=(
			("liaison_app/engine/plan.py", "from datetime import date\nday = date.today()\n"),
			("liaison_app/engine/plan.py", "import datetime\nnow = datetime.datetime.now()\n"),
			("liaison_app/sample/college.py", "from datetime import datetime\nnow = datetime.utcnow()\n"),
		),
		innocent=(("liaison_app/engine/plan.py", "def due(today):\n\treturn today\n"),),
	),
	Rule(
		"engine-touches-no-file",
		no_files,
		planted=(("liaison_app/engine/plan.py", "text = open('pack.json').read()\n"),),
		innocent=(("liaison_app/engine/plan.py", "row.open()\n"),),
	),
	Rule(
		"engine-loops-are-bounded",
		bounded_loops,
		planted=(
			("liaison_app/engine/plan.py", "while True:\n\tday += 1\n"),
			("liaison_app/engine/plan.py", "for n in itertools.count():\n\tpass\n"),
		),
		innocent=(("liaison_app/engine/plan.py", "while day <= last:\n\tday += 1\n"),),
	),
)
