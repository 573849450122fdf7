"""Several packs as one set of facts: what an institution that adopts them all is bound by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..engine.facts import Facts, Post, TargetType
from ..engine.rules import Regulation
from ..jsonfile import FileRefused, Problem, json_path
from .loader import Pack


def combined(packs: Iterable[Pack]) -> Facts:
	"""Regulations, rules, posts and target types of the packs, each name once; posts imply what any pack says they imply.

	Rules of drafts and of repealed regulations are left out, as they oblige nobody.
	Raises FileRefused when two packs contradict each other.
	"""
	packs = tuple(packs)
	problems = [*_rules_twice(packs), *_other_parents(packs)]
	if problems:
		raise FileRefused(problems)
	return Facts(
		regulations=tuple(_regulations(packs)),
		rules=tuple(rule for pack in packs for rule in pack.duty_rules if rule.regulation in pack.in_force),
		assignment_rules=tuple(
			rule for pack in packs for rule in pack.assignment_rules if rule.regulation in pack.in_force
		),
		posts=tuple(_posts(packs)),
		target_types=tuple({kind.name: kind for pack in packs for kind in pack.target_types}.values()),
	)


def _regulations(packs: tuple[Pack, ...]) -> Iterable[Regulation]:
	"""A regulation from the pack that governs it, else from the first that names it."""
	found: dict[str, Regulation] = {}
	for pack in packs:
		for regulation in pack.regulations:
			if regulation.name in pack.governed:
				found[regulation.name] = regulation
			else:
				found.setdefault(regulation.name, regulation)
	return found.values()


def _posts(packs: tuple[Pack, ...]) -> Iterator[Post]:
	implied: dict[str, dict[str, None]] = {}
	for pack in packs:
		for post in pack.posts:
			implied.setdefault(post.name, {}).update(dict.fromkeys(post.implies))
	return (Post(name=name, implies=tuple(implies)) for name, implies in implied.items())


def _rules_twice(packs: tuple[Pack, ...]) -> Iterator[Problem]:
	owners: dict[str, str] = {}
	for pack in packs:
		for place, entry in enumerate(pack.content["regulations"]):
			name = entry["name"]
			if name in pack.governed and owners.setdefault(name, pack.name) != pack.name:
				wrong = f"The pack {owners[name]} has rules of the regulation {name} already."
				yield _problem(pack, ("regulations", place, "name"), wrong, "a name that no other pack uses")


def _other_parents(packs: tuple[Pack, ...]) -> Iterator[Problem]:
	seen: dict[str, tuple[TargetType, str]] = {}
	for pack in packs:
		for place, kind in enumerate(pack.target_types):
			first, elsewhere = seen.setdefault(kind.name, (kind, pack.name))
			if first.parent != kind.parent:
				shown = first.parent or "no parent"
				wrong = f"The pack {elsewhere} puts {kind.name} elsewhere in the tree."
				yield _problem(pack, ("target_types", place, "parent"), wrong, f"{shown}, or another name")


def _problem(pack: Pack, path: tuple[Any, ...], wrong: str, fix: str) -> Problem:
	return Problem(pack.name, json_path(path), wrong, fix)
