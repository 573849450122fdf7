"""The `liaison` command: works on rule packs, rosters and visits in files, without a site."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from . import __version__, check, preview
from .sample import command as sample

# Each module has add_arguments(commands), which adds its parsers and sets their `run(arguments) -> exit status`.
COMMANDS = (check, preview, sample)


def main(arguments: Sequence[str] | None = None) -> int:
	"""Runs one command and returns its exit status: 0 done, 1 problems found, 2 misused."""
	_never_fail_on_a_character()
	found = _parser().parse_args(arguments)
	status: int = found.run(found)
	return status


def _parser() -> argparse.ArgumentParser:
	parser = argparse.ArgumentParser(
		prog="liaison", description="Check and try out rule packs without a site."
	)
	parser.add_argument("--version", action="version", version=f"liaison {__version__}")
	commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
	for module in COMMANDS:
		module.add_arguments(commands)
	return parser


def _never_fail_on_a_character() -> None:
	"""Chinese names are written escaped to a terminal that cannot show them."""
	for stream in (sys.stdout, sys.stderr):
		reconfigure = getattr(stream, "reconfigure", None)
		if reconfigure:
			reconfigure(errors="backslashreplace")


if __name__ == "__main__":
	sys.exit(main())
