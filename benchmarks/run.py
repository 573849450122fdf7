"""`make bench`: a site of its own with a made-up institution, measured, dropped; the table goes into docs/benchmarks.md.

python benchmarks/run.py                  2,000 officers, about a quarter of an hour
python benchmarks/run.py --small          200 officers, for a quick try; the table is only printed
python benchmarks/run.py --only submit    some rows, each named as its module; the table is only printed
python benchmarks/run.py --lab mine       in a site that stays (made when it is missing), which spares a minute
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from devtools.bench import find_bench, how_to_get_one  # noqa: E402
from devtools.lab import Lab, kept_lab, lab_of_a_run, sweep_leftovers  # noqa: E402

REPORTS = ROOT / ".reports"


def main() -> int:
	options, passed_on = read_options()
	bench = find_bench()
	if bench is None:
		print(f"!! {how_to_get_one()}")
		return 1
	lab = kept_lab(bench, REPORTS, options.lab) if options.lab else lab_of_a_run(bench, REPORTS)
	try:
		measure_in(lab, passed_on, keep=bool(options.lab))
	finally:
		lab.close()
	return 0


def read_options() -> tuple[argparse.Namespace, list[str]]:
	"""The options of this file, and those that are for the measuring itself."""
	parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
	parser.add_argument("--lab", help="name of a site that stays")
	return parser.parse_known_args()


def measure_in(lab: Lab, options: list[str], keep: bool) -> None:
	"""Make the site unless it is there, measure on it, drop it unless it is kept."""
	lab.open()
	sweep_leftovers(lab, REPORTS)
	if not (keep and lab.has_site()):
		print("A site of its own: about a minute ...", flush=True)
		lab.make_site()
	try:
		lab.show("-m", "benchmarks.measure", *options)
	finally:
		if not keep:
			lab.drop_site()


if __name__ == "__main__":
	sys.exit(main())
