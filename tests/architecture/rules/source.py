"""A parsed file of the repository, a rule over it, and what the rules share in reading it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

APP = "liaison_app"
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
	"""One file: its path inside the repository (`liaison_app/engine/days.py`) and its text."""

	path: str
	text: str

	@cached_property
	def tree(self) -> ast.Module:
		return ast.parse(self.text, self.path)

	@cached_property
	def lines(self) -> list[str]:
		return self.text.splitlines()

	@cached_property
	def nodes(self) -> list[ast.AST]:
		return list(ast.walk(self.tree))

	@property
	def is_python(self) -> bool:
		return self.path.endswith(".py")

	@property
	def is_app(self) -> bool:
		"""Code of the app; test modules that a bench finds inside the package are tests."""
		return self.path.startswith(f"{APP}/") and not self.path.rsplit("/", 1)[-1].startswith("test_")

	@property
	def module(self) -> str:
		"""Dotted name: `liaison_app.engine.days`; a package is named without `__init__`."""
		return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

	@property
	def part(self) -> str:
		"""The part of the app it belongs to, the first name below the package: `engine`; empty for its root."""
		names = self.module.split(".")
		return names[1] if len(names) > 1 else ""

	def functions(self) -> Iterator[FunctionNode]:
		return (node for node in self.nodes if isinstance(node, FunctionNode))

	def calls(self, *names: str) -> Iterator[ast.Call]:
		"""Calls whose last name is one of these: `frappe.db.sql(...)` is a call of `sql`."""
		return (node for node in self.nodes if isinstance(node, ast.Call) and last_name(node.func) in names)

	def has_comment_at(self, line: int) -> bool:
		"""Whether a comment stands on this line or on the one above it."""
		here = self.lines[line - 1]
		above = self.lines[line - 2].strip() if line > 1 else ""
		return "#" in here or above.startswith("#")


@dataclass(frozen=True)
class Violation:
	"""A place that breaks a rule."""

	path: str
	line: int
	message: str

	def __str__(self) -> str:
		return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Rule:
	"""A rule, and the examples that keep it honest.

	`planted` is a file (path, text) that breaks it, `innocent` one that looks alike and does not.
	"""

	name: str
	check: Callable[[Source], Iterator[Violation]]
	planted: tuple[tuple[str, str], ...]
	innocent: tuple[tuple[str, str], ...] = field(default=())

	def violations(self, sources: list[Source]) -> list[Violation]:
		return [violation for source in sources for violation in self.check(source)]


def sources_under(root: Path) -> list[Source]:
	"""Every file of the repository that a rule may speak about."""
	found = []
	for folder, patterns in {
		APP: ("*.py", "*.js", "*.html"),
		"tests": ("*.py",),
		"devtools": ("*.py",),
		"demo": ("*.py",),
		"benchmarks": ("*.py",),
	}.items():
		for pattern in patterns:
			for file in sorted((root / folder).rglob(pattern)):
				if not {"node_modules", "dist", "__pycache__"} & set(file.parts):
					found.append(Source(file.relative_to(root).as_posix(), file.read_text()))
	return found


def last_name(node: ast.AST) -> str:
	"""The last name of a dotted expression: `sql` for `frappe.db.sql`."""
	if isinstance(node, ast.Attribute):
		return node.attr
	return node.id if isinstance(node, ast.Name) else ""


def dotted_name(node: ast.AST) -> str:
	"""`frappe.db.sql` for that expression; empty when it is no plain dotted name."""
	if isinstance(node, ast.Attribute):
		left = dotted_name(node.value)
		return f"{left}.{node.attr}" if left else ""
	return node.id if isinstance(node, ast.Name) else ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
	"""The value given for a keyword; None when it is not given."""
	return next((given.value for given in call.keywords if given.arg == name), None)


def body_without_docstring(function: FunctionNode) -> list[ast.stmt]:
	first = function.body[0]
	is_docstring = (
		isinstance(first, ast.Expr)
		and isinstance(first.value, ast.Constant)
		and isinstance(first.value.value, str)
	)
	return function.body[1:] if is_docstring else function.body


def docstrings(source: Source) -> set[int]:
	"""The ids of the constant nodes that are docstrings."""
	found = set()
	for node in source.nodes:
		if isinstance(node, ast.Module | ast.ClassDef | FunctionNode) and node.body:
			first = node.body[0]
			if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
				found.add(id(first.value))
	return found
