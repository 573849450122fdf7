"""The `preview` and `explain` commands: what rule packs would mean for the people of a roster, without a site."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from .engine import FactIndex
from .engine.facts import Facts
from .jsonfile import FileRefused
from .outlook import Standing, known_on, ledger, listing, regulation_titles, standing
from .packs import Pack, read_pack
from .report_html import report
from .roster import read_institution, read_visits


def add_arguments(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
	"""Adds `preview` and `explain` to the commands."""
	preview = commands.add_parser("preview", help="show what packs would make the people of a roster owe")
	_add_files(preview)
	preview.add_argument(
		"--visits", type=Path, metavar="FILE", help="what happened, see docs/roster-format.md"
	)
	preview.add_argument("--on", type=_day, metavar="DATE", help="the day, YYYY-MM-DD; by default today")
	preview.add_argument(
		"--from", dest="first", type=_day, metavar="DATE", help="also periods from this day on"
	)
	preview.add_argument(
		"--until", dest="last", type=_day, metavar="DATE", help="also periods until this day"
	)
	preview.add_argument(
		"--owner", action="append", metavar="NAME", help="only this officer or unit; repeatable"
	)
	preview.add_argument("--format", choices=("table", "json", "html"), default="table")
	preview.add_argument("--out", type=Path, metavar="FILE", help="write there instead of to the terminal")
	preview.set_defaults(run=run_preview)
	explain = commands.add_parser(
		"explain", help="say for which duties a visit counts, and why not for others"
	)
	_add_files(explain)
	explain.add_argument("--visits", type=Path, metavar="FILE", required=True, help="the file with the visit")
	explain.add_argument("--visit", metavar="ID", required=True, help="the visit's name in that file")
	explain.add_argument(
		"--on", type=_day, metavar="DATE", help="as known on this day; by default all of the file"
	)
	explain.add_argument("--format", choices=("table", "json"), default="table")
	explain.add_argument("--out", type=Path, metavar="FILE", help="write there instead of to the terminal")
	explain.set_defaults(run=run_explain)


def _add_files(parser: argparse.ArgumentParser) -> None:
	parser.add_argument(
		"files", nargs="+", type=Path, metavar="PACK ... ROSTER", help="packs, then the roster"
	)
	parser.add_argument(
		"--also", action="append", type=Path, default=[], metavar="PACK", help="one more pack"
	)
	parser.add_argument("--language", choices=("en", "zh"), default="en", help="of duties and states")


def _day(text: str) -> date:
	try:
		return date.fromisoformat(text)
	except ValueError:
		raise argparse.ArgumentTypeError(f"'{text}' is no date; write YYYY-MM-DD") from None


class Misused(Exception):
	"""The command was called with arguments that do not belong together."""


def run_preview(arguments: argparse.Namespace) -> int:
	"""Prints or writes the preview; 1 when a file is refused, 2 when misused."""
	return _answer(arguments, _preview)


def run_explain(arguments: argparse.Namespace) -> int:
	"""Prints or writes the ledger of one visit; 1 when a file is refused, 2 when misused."""
	return _answer(arguments, _explain)


def _answer(arguments: argparse.Namespace, answer: Callable[[argparse.Namespace], str]) -> int:
	try:
		text = answer(arguments)
		if arguments.out:
			arguments.out.write_text(text + "\n", encoding="utf-8")
			print(arguments.out)
		else:
			print(text)
	except FileRefused as refused:
		print(refused, file=sys.stderr)
		return 1
	except OSError as error:
		print(f"{error.filename}: The file cannot be written: {error.strerror}.", file=sys.stderr)
		return 1
	except Misused as misused:
		print(f"liaison: {misused}", file=sys.stderr)
		return 2
	return 0


def _packs(arguments: argparse.Namespace) -> list[Pack]:
	paths = [*arguments.files[:-1], *arguments.also]
	if not paths:
		raise Misused("Name at least one pack, then the roster: liaison preview PACK ROSTER.")
	return [read_pack(path) for path in paths]


def _preview(arguments: argparse.Namespace) -> str:
	packs = _packs(arguments)
	roster, facts = read_institution(packs, arguments.files[-1])
	contacts = read_visits(arguments.visits, roster) if arguments.visits else ()
	on = arguments.on or date.today()
	first = arguments.first or (_start_of_year(facts, on) if arguments.format == "html" else on)
	window = (min(first, on), max(arguments.last or on, on))
	titles = regulation_titles(packs)
	found = _of_owners(standing(facts, contacts, on, window, roster.title, titles), arguments.owner)
	if arguments.format == "html":
		return report(found)
	if arguments.format == "json":
		return _json(listing.as_data(found))
	return listing.as_table(found, arguments.language)


def _start_of_year(facts: Facts, on: date) -> date:
	"""The first teaching day of the academic year of the day, or of the last one before it."""
	calendar = facts.calendar
	starts = [calendar.academic_year_span(year)[0] for year in calendar.academic_years()]
	return max((start for start in starts if start <= on), default=on)


def _of_owners(stand: Standing, owners: Sequence[str] | None) -> Standing:
	if not owners:
		return stand
	known = {*stand.index.officers, *stand.index.units}
	for owner in owners:
		if owner not in known:
			raise Misused(f"The roster has no officer and no unit '{owner}'.")
	return stand.only(owners)


def _explain(arguments: argparse.Namespace) -> str:
	roster, facts = read_institution(_packs(arguments), arguments.files[-1])
	contacts = read_visits(arguments.visits, roster)
	contacts = known_on(contacts, arguments.on) if arguments.on else contacts
	contact = next((contact for contact in contacts if contact.name == arguments.visit), None)
	if contact is None:
		known = f" known on {arguments.on}" if arguments.on else ""
		raise Misused(f"{arguments.visits} has no visit '{arguments.visit}'{known}.")
	index = FactIndex(facts)
	lines = ledger.ledger(contact, index, contacts)
	if arguments.format == "json":
		return _json(ledger.as_data(contact, lines))
	return ledger.as_table(contact, lines, index, arguments.language)


def _json(value: Any) -> str:
	return json.dumps(value, ensure_ascii=False, indent="\t")
