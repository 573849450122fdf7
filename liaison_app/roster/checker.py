"""Collects the problems of one file: unknown names, repeated names, dates in the wrong order, circles of parents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from ..jsonfile import Problem, json_path

Entry = Mapping[str, Any]


class Checker:
	"""Collects the problems of one file; `known` maps a kind of thing ("unit", "post") to the names it may have."""

	def __init__(self, file: str, known: Mapping[str, Iterable[str]]) -> None:
		self.file = file
		self.known = {kind: frozenset(names) for kind, names in known.items()}
		self.problems: list[Problem] = []

	def report(self, path: Iterable[object], wrong: str, fix: str) -> None:
		"""Notes a problem."""
		self.problems.append(Problem(self.file, json_path(path), wrong, fix))

	def reference(self, path: Iterable[object], kind: str, name: str) -> None:
		"""A name must belong to a known thing of that kind; an empty one is nobody's concern."""
		if not name or name in self.known[kind]:
			return
		close = get_close_matches(name, self.known[kind], 3, 0.5)
		near = ", for instance " + " or ".join(repr(match) for match in close) if close else ""
		self.report(path, f"There is no {kind} '{name}'.", f"the name of a known {kind}{near}")

	def references(self, path: list[object], kind: str, names: Iterable[str]) -> None:
		"""Every name of a list must be known."""
		for index, name in enumerate(names):
			self.reference([*path, index], kind, name)

	def unique(self, section: str, entries: Iterable[Entry], field: str = "name") -> None:
		"""No two entries may share the value of a field."""
		seen: dict[str, int] = {}
		for index, entry in enumerate(entries):
			value = entry.get(field)
			if value and value in seen:
				first = json_path([section, seen[value]])
				self.report(
					[section, index, field], f"'{value}' is used at {first} already.", f"a {field} used once"
				)
			elif value:
				seen[value] = index

	def order(self, path: list[object], entry: Entry, first: str, last: str) -> bool:
		"""The second of two dates may not lie before the first."""
		begin, end = entry.get(first), entry.get(last)
		if begin and end and end < begin:
			self.report(
				[*path, last],
				f"{end} lies before {first} {begin}.",
				f"a date on or after {begin}, or an earlier {first}",
			)
			return False
		return True

	def no_circle(self, section: str, entries: Iterable[Entry]) -> None:
		"""Following `parent` must come to an end."""
		parents = {entry["name"]: entry.get("parent", "") for entry in entries}
		for index, name in enumerate(parents):
			visited = set()
			while name and name not in visited:
				visited.add(name)
				name = parents.get(name, "")
			if name:
				self.report([section, index, "parent"], "Its parents form a circle.", "a parent further up")
