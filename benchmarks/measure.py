"""Measures every row on the site of the lab. Run by the bench's Python in the lab; see run.py for the options."""

from __future__ import annotations

import argparse
import importlib
import os
from importlib.util import find_spec

import frappe

from .stage import Stage, say
from .table import Row, as_markdown, machine, write_document

ROWS = (
	*("one_by_one", "bulk", "quiet_night", "growth", "submit", "workers", "workbook"),
	*("duties_page", "reports", "desk", "officer_desk", "honesty", "printing", "summary", "archive"),
)
OFFICERS, FEW = 2000, 200


def main() -> None:
	options = read_options()
	frappe.init(os.environ["LIAISON_SITE"])
	frappe.connect()
	frappe.set_user("Administrator")
	stage = Stage(FEW if options.small else OFFICERS, options.repeats)
	rows = []
	for name in options.only or ROWS:
		if find_spec(f"benchmarks.{name}"):
			rows.append(measure(name, stage))
	print("\n" + as_markdown(rows), flush=True)
	if not (options.small or options.only):
		write_document(rows, conditions(options.repeats))


def measure(name: str, stage: Stage) -> Row:
	print(f"== {name}", flush=True)
	row: Row = importlib.import_module(f"benchmarks.{name}").measure(stage)
	say(f"{row.measured} (bar {row.bar}): {'met' if row.met else 'NOT met'}")
	return row


def read_options() -> argparse.Namespace:
	parser = argparse.ArgumentParser()
	parser.add_argument("--small", action="store_true")
	parser.add_argument("--only", nargs="+", choices=ROWS)
	parser.add_argument("--repeats", type=int, default=3)
	return parser.parse_args()


def conditions(repeats: int) -> str:
	"""When, on what and with which versions."""
	database = frappe.db.sql("SELECT VERSION()")[0][0]
	return (
		f"Measured on {frappe.utils.getdate()}: {machine()}, Frappe {frappe.__version__}, MariaDB {database}."
		f" Each time was taken {repeats} times, in turn, of which the least counts; of single submits the median."
	)


if __name__ == "__main__":
	main()
