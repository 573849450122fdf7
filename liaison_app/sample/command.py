"""The `sample` command: the sample college as files to try `preview` and `explain` on."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from .college import sample_college
from .dates import DEFAULT_TODAY


def add_arguments(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
	"""Adds `sample` to the commands."""
	parser = commands.add_parser("sample", help="write the sample college's roster and visits")
	parser.add_argument("directory", type=Path, metavar="DIR", help="where roster.json and visits.json go")
	parser.add_argument(
		"--on",
		type=date.fromisoformat,
		default=DEFAULT_TODAY,
		metavar="DATE",
		help=f"the day until which visits are recorded; by default {DEFAULT_TODAY}",
	)
	parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
	"""Writes the two files and prints their paths; 1 when they cannot be written."""
	college = sample_college(arguments.on)
	try:
		arguments.directory.mkdir(parents=True, exist_ok=True)
		for name, content in (("roster", college.roster), ("visits", college.visits)):
			path = arguments.directory / f"{name}.json"
			path.write_text(as_json(content), encoding="utf-8")
			print(path)
	except OSError as error:
		print(f"{error.filename}: The file cannot be written: {error.strerror}.", file=sys.stderr)
		return 1
	return 0


def as_json(content: dict[str, Any]) -> str:
	"""The content as JSON that people can read and compare."""
	return json.dumps(content, ensure_ascii=False, indent="\t") + "\n"
