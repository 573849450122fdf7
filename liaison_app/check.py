"""The `check` command: what is wrong with rule packs, without a site."""

from __future__ import annotations

import argparse
from pathlib import Path

from .jsonfile import FileRefused, Problem
from .packs import Pack, combined, read_pack


def add_arguments(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
	"""Adds `check` to the commands."""
	parser = commands.add_parser("check", help="say what is wrong with rule packs")
	parser.add_argument(
		"packs", nargs="+", type=Path, metavar="PACK", help="a JSON file, see docs/pack-format.md"
	)
	parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
	"""Prints each problem on a line, or one line that says what was found in good order; 1 if there is a problem."""
	packs, problems = _read(arguments.packs)
	if not problems:
		problems = _contradictions(packs)
	for problem in problems:
		print(problem)
	if not problems:
		print(_summary(packs))
	return 1 if problems else 0


def _read(paths: list[Path]) -> tuple[list[Pack], list[Problem]]:
	packs: list[Pack] = []
	problems: list[Problem] = []
	for path in paths:
		try:
			packs.append(read_pack(path))
		except FileRefused as refused:
			problems.extend(refused.problems)
	return packs, problems


def _contradictions(packs: list[Pack]) -> list[Problem]:
	try:
		combined(packs)
	except FileRefused as refused:
		return list(refused.problems)
	return []


def _summary(packs: list[Pack]) -> str:
	regulations = ", ".join(sorted({name for pack in packs for name in pack.governed}))
	duties = sum(len(pack.duty_rules) for pack in packs)
	assignments = sum(len(pack.assignment_rules) for pack in packs)
	files = "1 pack" if len(packs) == 1 else f"{len(packs)} packs"
	return (
		f"{files} in order: regulations {regulations}; {duties} duty rules, {assignments} assignment rules."
	)
