"""The small language of form templates: fields, a few filters, `for` over rows, `if`. All else of Jinja is refused.

What is allowed is listed, so what a later Jinja adds stays refused until somebody lists it. The same list binds the check of
an upload, which reports every place, and the rendering, which stops at the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS

from .chinese import chinese_date, chinese_month, percent, plain_number

STATEMENTS = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If)
EXPRESSIONS = (
	nodes.Name,
	nodes.Const,
	nodes.Getattr,
	nodes.Getitem,
	nodes.Filter,
	nodes.Test,
	nodes.Compare,
	nodes.Operand,
	nodes.And,
	nodes.Or,
	nodes.Not,
	nodes.CondExpr,
	nodes.Concat,
	nodes.Add,
	nodes.Sub,
	nodes.Mul,
	nodes.Neg,
	nodes.Pos,
	nodes.Keyword,
)
PLAIN_FILTERS = ("default", "d", "first", "int", "join", "last", "length", "lower", "round", "trim", "upper")
PLAIN_TESTS = ("defined", "undefined", "none", "odd", "even")
ALLOWED_TESTS = {name: TESTS[name] for name in PLAIN_TESTS}
ALLOWED_FILTERS: dict[str, Any] = {
	**{name: FILTERS[name] for name in PLAIN_FILTERS},
	"chinese_date": chinese_date,
	"chinese_month": chinese_month,
	"percent": percent,
}
LOOP_PARTS = ("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth")
DEEPEST_LOOP = 3
LARGEST_NUMBER = 10**12


@dataclass(frozen=True, slots=True)
class Forbidden:
	"""A place that is not of this language: a code of `MESSAGES` in check_template, its line, and the word it is about."""

	code: str
	line: int
	word: str


def forbidden(tree: nodes.Node, depth: int = 0, line: int = 1) -> Iterator[Forbidden]:
	"""Every place of a parsed template that is not allowed. Some of Jinja's nodes have no line: then that of the one around."""
	line = tree.lineno or line
	if isinstance(tree, nodes.For):
		depth += 1
		yield from _forbidden_of_loop(tree, depth)
	found = _forbidden_here(tree, line)
	if found:
		yield found
	for child in tree.iter_child_nodes():
		yield from forbidden(child, depth, line)


def _forbidden_of_loop(loop: nodes.For, depth: int) -> Iterator[Forbidden]:
	if loop.recursive:
		yield Forbidden("loop_calls_itself", loop.lineno, "recursive")
	if depth > DEEPEST_LOOP:
		yield Forbidden("loops_too_deep", loop.lineno, str(DEEPEST_LOOP))
	if not isinstance(loop.target, nodes.Name):
		yield Forbidden("not_allowed", loop.lineno, "for a, b in")


def _forbidden_here(node: nodes.Node, line: int) -> Forbidden | None:
	name = _name_reached(node)
	if name.startswith("_"):
		return Forbidden("reaches_python", line, name)
	if isinstance(node, nodes.Filter) and node.name not in ALLOWED_FILTERS:
		return Forbidden("unknown_filter", line, node.name)
	if isinstance(node, nodes.Test) and node.name not in ALLOWED_TESTS:
		return Forbidden("unknown_test", line, node.name)
	if isinstance(node, nodes.Call):
		return Forbidden("calls", line, _name_reached(node.node) or "(...)")
	if isinstance(node, nodes.Filter | nodes.Test) and _has_spread_arguments(node):
		return Forbidden("not_allowed", line, "*")
	if isinstance(node, STATEMENTS + EXPRESSIONS):
		return None
	return Forbidden("not_allowed", line, type(node).__name__.lower())


def _has_spread_arguments(node: nodes.Filter | nodes.Test) -> bool:
	return node.dyn_args is not None or node.dyn_kwargs is not None


def _name_reached(node: nodes.Node) -> str:
	"""The name that an expression reaches for; empty when it reaches for none."""
	if isinstance(node, nodes.Getattr):
		return node.attr
	if isinstance(node, nodes.Name):
		return node.name
	if isinstance(node, nodes.Const) and isinstance(node.value, str) and node.value.startswith("__"):
		return node.value
	return ""


class BoundedTemplate(Template):
	"""A template whose text may grow to the environment's `most_characters` and no further."""

	def render(self, *args: Any, **kwargs: Any) -> str:
		environment = self.environment
		assert isinstance(environment, FormEnvironment)
		written: list[str] = []
		for piece in self.generate(*args, **kwargs):
			environment.characters_left -= len(piece)
			if environment.characters_left < 0:
				raise TooLong()
			written.append(piece)
		return "".join(written)


class TooLong(TemplateRuntimeError):
	"""The text of a rendered form grew beyond its limit."""


class FormEnvironment(ImmutableSandboxedEnvironment):
	"""Jinja for forms: escapes, knows no functions, and reaches only keys of dicts, places of lists and the loop's counters.

	`most_characters` bounds the text that all parts of one document may grow to.
	"""

	template_class = BoundedTemplate
	intercepted_binops = frozenset({"+", "-", "*"})

	def __init__(self, most_characters: int = 20_000_000) -> None:
		super().__init__(autoescape=True, undefined=StrictUndefined, finalize=printed, cache_size=0)
		self.globals = {}
		self.filters = dict(ALLOWED_FILTERS)
		self.tests = dict(ALLOWED_TESTS)
		self.characters_left = most_characters

	def syntax_tree(self, source: str) -> nodes.Template:
		"""The parsed source, allowed or not. Raises TemplateSyntaxError."""
		return super()._parse(source, None, None)

	def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
		tree = super()._parse(source, name, filename)
		for found in forbidden(tree):
			raise SecurityError(f"{found.code}: {found.word}")
		return tree

	def getattr(self, obj: Any, attribute: str) -> Any:
		return self.getitem(obj, attribute)

	def getitem(self, obj: Any, argument: Any) -> Any:
		if isinstance(obj, dict) and isinstance(argument, str) and argument in obj:
			return obj[argument]
		if isinstance(obj, list) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
			return obj[argument]
		if isinstance(obj, LoopContext) and argument in LOOP_PARTS:
			return getattr(obj, argument)
		return self.undefined(obj=obj, name=argument)

	def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
		return False

	def is_safe_callable(self, obj: Any) -> bool:
		return False

	def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
		"""Arithmetic on numbers of a size that a form may hold; `"a" * 1000000000` is none."""
		for operand in (left, right):
			if not isinstance(operand, int | float) or abs(operand) > LARGEST_NUMBER:
				raise SecurityError(f"not_allowed: {operator}")
		return super().call_binop(context, operator, left, right)


def printed(value: Any) -> Any:
	"""How a value stands on paper: dates in Chinese form, numbers without idle decimals, nothing for nothing."""
	if value is None:
		return ""
	if isinstance(value, date):
		return chinese_date(value)
	if isinstance(value, float):
		return plain_number(value)
	if isinstance(value, list | dict):
		raise TemplateRuntimeError("a list or record is written where a text belongs")
	return value
