"""From the JSON of a rule pack to checked rules: schema first, then what only the whole pack shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..engine.facts import Post, TargetType
from ..engine.rules import AssignmentRule, DutyRule, Regulation
from ..jsonfile import FileRefused, Problem, Schema, parse_json, read_bytes
from . import convert
from .checks import problems_of_content

HERE = Path(__file__).parent
LARGEST_PACK = 5 * 1024 * 1024  # some thousand rules; a regulation of more would be a mistake
SCHEMA = Schema(HERE / "pack.schema.json")


@dataclass(frozen=True, slots=True)
class Pack:
	"""A pack that passed its checks. `content` is its JSON, for what the engine has no use for (labels, numbers, issuers)."""

	name: str
	version: str
	regulations: tuple[Regulation, ...]
	posts: tuple[Post, ...]
	target_types: tuple[TargetType, ...]
	duty_rules: tuple[DutyRule, ...]
	assignment_rules: tuple[AssignmentRule, ...]
	content: dict[str, Any] = field(repr=False, compare=False)

	@property
	def governed(self) -> frozenset[str]:
		"""The regulations that the pack has rules of; others it only names, as superseded or as a basis."""
		of_duties = frozenset(rule.regulation for rule in self.duty_rules)
		return of_duties | {rule.regulation for rule in self.assignment_rules}

	@property
	def in_force(self) -> frozenset[str]:
		"""The regulations that oblige somebody: neither drafts nor repealed."""
		entries = self.content["regulations"]
		return frozenset(entry["name"] for entry in entries if entry.get("status", "In Force") == "In Force")


def shipped_packs() -> tuple[Path, ...]:
	"""The files of the packs that come with the app, in order of their names."""
	return tuple(sorted(path for path in HERE.glob("*.json") if path.name != SCHEMA.path.name))


def read_pack(path: Path | str) -> Pack:
	"""The pack in a JSON file. Raises FileRefused with every problem found."""
	return parse_pack(read_bytes(path, LARGEST_PACK), str(path))


def parse_pack(data: bytes, file: str = "pack") -> Pack:
	"""The pack in the bytes of a JSON file; `file` is its name in problems. Raises FileRefused with every problem found."""
	if len(data) > LARGEST_PACK:
		wrong = f"The pack has more bytes than allowed ({len(data):,})."
		raise FileRefused([Problem(file, "$", wrong, f"at most {LARGEST_PACK:,} bytes")])
	return pack_from(parse_json(data, file), file)


def pack_from(content: Any, file: str = "pack") -> Pack:
	"""The pack in a JSON value. Raises FileRefused with every problem found."""
	problems = SCHEMA.problems(content, file) or problems_of_content(content, file, SCHEMA)
	if problems:
		raise FileRefused(problems)
	return Pack(
		name=content["pack"],
		version=content["version"],
		regulations=tuple(convert.regulation(entry) for entry in content["regulations"]),
		posts=tuple(convert.post(entry) for entry in content.get("posts", ())),
		target_types=tuple(convert.target_type(entry) for entry in content.get("target_types", ())),
		duty_rules=tuple(convert.duty_rule(entry) for entry in content.get("duty_rules", ())),
		assignment_rules=tuple(
			convert.assignment_rule(entry) for entry in content.get("assignment_rules", ())
		),
		content=content,
	)


def problems_of_file(path: Path | str) -> tuple[Problem, ...]:
	"""Every problem of the pack in a file; none means that it can be loaded."""
	try:
		read_pack(path)
	except FileRefused as refused:
		return refused.problems
	return ()
