"""One nightly run in a process of its own, so that its time and its memory are its own.

python -m benchmarks.night SITE DAY       prints a line of JSON
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from time import perf_counter


@dataclass(frozen=True)
class Night:
	"""What a run took and did."""

	seconds: float
	peak_megabytes: float
	created: int
	changed: int
	closed: int
	todos_opened: int
	todos_closed: int
	failed: int

	@property
	def is_quiet(self) -> bool:
		"""Whether there was nothing to change."""
		return not any((self.created, self.changed, self.closed, self.todos_opened, self.todos_closed))


def run_alone(day: date) -> Night:
	"""Run the night of that day in a new process and wait for it. Raises RuntimeError when something failed in it."""
	command = [os.environ["LIAISON_PYTHON"], "-m", "benchmarks.night", os.environ["LIAISON_SITE"], str(day)]
	done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=as_installed())
	night = Night(**json.loads(done.stdout.splitlines()[-1]))
	if night.failed:
		raise RuntimeError(f"{night.failed} records could not be worked out")
	return night


def as_installed() -> dict[str, str]:
	"""The environment of a process that reads compiled modules, as an installed app's does, without leaving any in the checkout."""
	kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
	return {**kept, "PYTHONPYCACHEPREFIX": str(Path(os.environ["LIAISON_LAB"]) / "compiled")}


def main(site: str, day: date) -> None:
	import frappe

	from liaison_app.services import nightly

	frappe.init(site)
	frappe.connect()
	frappe.set_user("Administrator")
	_be_at_work_already()
	began = perf_counter()
	run = nightly.start(day, inline=True)
	seconds = perf_counter() - began
	counts = ("created", "changed", "closed", "todos_opened", "todos_closed", "failed")
	done = frappe.db.get_value("Liaison Run", run, counts, as_dict=True)
	print(json.dumps(asdict(Night(seconds=seconds, peak_megabytes=_peak(), **done))))
	frappe.destroy()


def _be_at_work_already() -> None:
	"""Insert a document and undo it: modules that are imported for any process's first document are no part of a night."""
	import frappe

	frappe.get_doc({"doctype": "ToDo", "description": "first"}).insert()
	frappe.db.rollback()


def _peak() -> float:
	"""The most memory that this process ever held, in MB. `ru_maxrss` would include the process that started this one."""
	(line,) = [
		line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
	]
	return int(line.split()[1]) / 1024


if __name__ == "__main__":
	main(sys.argv[1], date.fromisoformat(sys.argv[2]))
