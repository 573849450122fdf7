"""The demo without a site: `python -m liaison_app.embedded_demo` runs the main job over the shipped packs and the sample college.

The same engine as on a site plans what everyone owes, counts the recorded visits, decides the states and raises the to-dos.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from .outlook import Standing, listing, regulation_titles, standing
from .packs import read_pack, shipped_packs
from .report_html import report
from .roster import institution_from, visits_from
from .sample import SampleCollege, sample_college

REPORT = "report.html"
LANGUAGES = ("en", "zh")


def main(arguments: Sequence[str] | None = None) -> int:
	"""Prints the to-dos of the day, writes the report and prints its path. Exit status 0, or 1 when it cannot be written."""
	for stream in (sys.stdout, sys.stderr):
		if hasattr(stream, "reconfigure"):
			stream.reconfigure(
				errors="backslashreplace"
			)  # a terminal without Chinese signs is no reason to fail
	found = _parser().parse_args(arguments)
	college, stand = sample_standing(found.on or date.today())
	print(summary(college, stand, found.language))
	path = (found.out / REPORT).resolve()
	try:
		path.parent.mkdir(parents=True, exist_ok=True)
		path.write_text(report(stand), encoding="utf-8")
	except OSError as error:
		print(f"The report cannot be written to {path}: {error.strerror}.", file=sys.stderr)
		return 1
	print(f"Report: {path}")
	return 0


def _parser() -> argparse.ArgumentParser:
	parser = argparse.ArgumentParser(prog="liaison-demo", description="Who owes what at the sample college.")
	parser.add_argument(
		"--out", type=Path, default=Path(".demo"), metavar="DIR", help="where the report goes"
	)
	parser.add_argument(
		"--on",
		type=date.fromisoformat,
		metavar="DATE",
		help="the day; by default today, moved into the terms",
	)
	parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the table")
	return parser


def sample_standing(today: date) -> tuple[SampleCollege, Standing]:
	"""The sample college around a day, and where it stands on that day (moved into the terms) since its school year began."""
	packs = [read_pack(path) for path in shipped_packs()]
	college = sample_college(today, packs=packs)
	roster, facts = institution_from(packs, college.roster, "sample college")
	contacts = visits_from(college.visits, roster, "sample visits", college.today)
	window = (facts.calendar.terms[0].first_day, college.today)
	stand = standing(facts, contacts, college.today, window, roster.title, regulation_titles(packs))
	return college, stand


def summary(college: SampleCollege, stand: Standing, language: str = "en") -> str:
	"""What the job did, in a few lines and the table of to-dos; `language` is en or zh."""
	states = Counter(row.state for row in stand.rows)
	told = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
	regulations = ", ".join(sorted({row.row.regulation for row in stand.rows}))
	lines = [
		f"{stand.title} (a fictional college), {stand.on}",
		f"{len(stand.index.officers)} officers, {len(stand.index.targets)} targets, {len(stand.contacts)} visits recorded "
		f"since {stand.window[0]}; regulations {regulations}.",
		f"{len(stand.rows)} obligations: {told}.",
		"",
		f"To-dos open today: {len(stand.todos)}",
	]
	due = stand.with_todos()
	return "\n".join([*lines, listing.rows_table(due, language)] if due.rows else lines) + "\n"


if __name__ == "__main__":
	sys.exit(main())
