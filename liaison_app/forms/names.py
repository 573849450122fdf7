"""Follows the names of a parsed template to the declared fields, through loops, and tells those that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import nodes

from .fields import Field, names_of
from .language import LOOP_PARTS

LOOP = Field("loop", "record", "", tuple(Field(name, "number", "") for name in LOOP_PARTS))
Scope = Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Misused:
	"""A name used for what it is not: a code of MESSAGES in `reading`, its line, the name, and what could stand there."""

	code: str
	line: int
	word: str
	choices: tuple[str, ...]


def misused(tree: nodes.Template, fields: Sequence[Field]) -> list[Misused]:
	"""Every name that leads to no field, or to one of another kind."""
	known = {field.name: field for field in fields}
	reader = _Reader(tuple(names_of(fields)))
	return [found for node in tree.body for found in reader.statement(node, known)]


@dataclass(frozen=True, slots=True)
class _Reader:
	names: tuple[str, ...]

	def statement(self, node: nodes.Node, scope: Scope) -> Iterator[Misused]:
		if isinstance(node, nodes.For):
			yield from self.loop(node, scope)
		elif isinstance(node, nodes.Output):
			for expression in node.nodes:
				yield from self.written(expression, scope)
		elif isinstance(node, nodes.If):
			yield from self.expression(node.test, scope)
			for child in (*node.body, *node.elif_, *node.else_):
				yield from self.statement(child, scope)

	def loop(self, node: nodes.For, scope: Scope) -> Iterator[Misused]:
		yield from self.expression(node.iter, scope)
		walked = self.field_of(node.iter, scope)
		if walked is None or walked.kind != "rows":
			if walked is not None or not isinstance(node.iter, nodes.Name | nodes.Getattr | nodes.Getitem):
				yield Misused("not_a_list", node.lineno, _written(node.iter), self.lists(scope))
			return
		name = node.target.name if isinstance(node.target, nodes.Name) else ""
		inner = {**scope, name: _one_of(walked), "loop": LOOP}
		if node.test is not None:
			yield from self.expression(node.test, inner)
		for child in (*node.body, *node.else_):
			yield from self.statement(child, inner)

	def written(self, node: nodes.Expr, scope: Scope) -> Iterator[Misused]:
		"""What is printed must be a text, number or date."""
		yield from self.expression(node, scope)
		field = self.field_of(node, scope)
		if field is not None and field.fields:
			parts = tuple(part.name for part in field.fields)
			yield Misused("not_a_text", node.lineno, _written(node), parts)

	def expression(self, node: nodes.Node, scope: Scope) -> Iterator[Misused]:
		"""The names inside of an expression that lead nowhere, each once."""
		if isinstance(node, nodes.Name):
			if node.name not in scope:
				yield Misused("unknown_field", node.lineno, node.name, self.names)
		elif isinstance(node, nodes.Getattr | nodes.Getitem):
			yield from self.part(node, scope)
		else:
			for child in node.iter_child_nodes():
				yield from self.expression(child, scope)

	def part(self, node: nodes.Getattr | nodes.Getitem, scope: Scope) -> Iterator[Misused]:
		before = list(self.expression(node.node, scope))
		yield from before
		if isinstance(node, nodes.Getitem):
			yield from self.expression(node.arg, scope)
		owner = self.field_of(node.node, scope)
		if not before and (owner is None or self.field_of(node, scope) is None):
			choices = tuple(part.name for part in owner.fields) if owner and owner.fields else self.names
			yield Misused("unknown_field", node.lineno, _written(node), choices)

	def field_of(self, node: nodes.Node, scope: Scope) -> Field | None:
		"""The field that a path of names leads to; None for anything else."""
		if isinstance(node, nodes.Name):
			return scope.get(node.name)
		if isinstance(node, nodes.Filter) and node.name in ("first", "last") and node.node is not None:
			rows = self.field_of(node.node, scope)
			return _one_of(rows) if rows and rows.kind == "rows" else None
		if not isinstance(node, nodes.Getattr | nodes.Getitem):
			return None
		owner = self.field_of(node.node, scope)
		key = _key(node)
		if owner is None or key is None:
			return None
		if owner.kind == "rows":
			return _one_of(owner) if isinstance(key, int) else None
		return owner.part(key) if isinstance(key, str) else None

	def lists(self, scope: Scope) -> tuple[str, ...]:
		"""What a loop could walk here."""
		found = []
		for name, field in scope.items():
			found += [name] if field.kind == "rows" else []
			found += [
				f"{name}.{part.name}"
				for part in field.fields
				if part.kind == "rows" and field.kind == "record"
			]
		return tuple(found)


def _one_of(rows: Field) -> Field:
	return Field(rows.name, "record", "", rows.fields)


def _key(node: nodes.Getattr | nodes.Getitem) -> object:
	if isinstance(node, nodes.Getattr):
		return node.attr
	return node.arg.value if isinstance(node.arg, nodes.Const) else None


def _written(node: nodes.Node) -> str:
	"""The expression as its author wrote it, near enough."""
	if isinstance(node, nodes.Name):
		return node.name
	if isinstance(node, nodes.Getattr | nodes.Getitem):
		key = _key(node)
		return f"{_written(node.node)}.{'…' if key is None else key}"
	if isinstance(node, nodes.Const):
		return str(node.value)
	return type(node).__name__.lower()
