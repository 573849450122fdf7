"""Checks of visits and a register against visits: twice as many, how much longer and how much more memory. Needs no site.

python -m benchmarks.honesty       prints the row
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from time import process_time
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
# The environment of a bench may hold a package `tests` of its own, which would hide ours: hence the folder itself.
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from honest import MONDAY, a_name, honest_semester, register_of  # noqa: E402

from liaison_app.honesty import Period, RegisterRow, Visit, find_flags, match_register  # noqa: E402

from .table import Row  # noqa: E402

if TYPE_CHECKING:
	from .stage import Stage

FEW, MANY = 10_000, 20_000
BAR_TIME, BAR_MEMORY = 2.5, 1.3
REPEATS = 3
SEMESTER = [Period("semester", MONDAY, MONDAY + timedelta(days=104))]
Task = Callable[[], object]


@dataclass(frozen=True)
class Cost:
	"""The least seconds of the processor, and the most memory in bytes for each visit, beside what the visits themselves take."""

	seconds: float
	bytes_each: float


def measure(stage: Stage | None = None) -> Row:
	repeats = stage.repeats if stage else REPEATS
	semesters, registers = _semesters(), _registers()
	checks = _costs([(partial(_check, visits), len(visits)) for visits in semesters], repeats)
	matches = _costs([(partial(_match, *found), len(found[0])) for found in registers], repeats)
	times = [many.seconds / few.seconds for few, many in (checks, matches)]
	memory = [many.bytes_each / few.bytes_each for few, many in (checks, matches)]
	return Row(
		f"checks of {MANY:,} visits against {FEW:,}, and a register of as many rows against as many visits",
		f"≤ {BAR_TIME} × the time, memory for each ≤ {BAR_MEMORY} ×",
		f"{times[0]:.2f} × and {times[1]:.2f} ×, memory {memory[0]:.2f} × and {memory[1]:.2f} ×",
		max(times) <= BAR_TIME and max(memory) <= BAR_MEMORY,
		f"checks {_told(checks)}; register {_told(matches)}",
	)


def _told(costs: Sequence[Cost]) -> str:
	return " and ".join(f"{cost.seconds:.1f} s ({cost.bytes_each / 1024:.1f} KB each)" for cost in costs)


def _semesters() -> list[list[Visit]]:
	return [honest_semester(number) for number in (FEW, MANY)]


def _registers() -> list[tuple[list[RegisterRow], list[Visit], dict[str, tuple[str, ...]]]]:
	found = []
	for visits in _semesters():
		officers = sorted({officer for visit in visits for officer in visit.officers})
		names = {officer: (a_name(Random(officer)),) for officer in officers}
		found.append((register_of(visits, names), visits, names))
	return found


def _check(visits: list[Visit]) -> None:
	if find_flags(visits, periods=SEMESTER):
		raise RuntimeError("honest visits were asked about")


def _match(rows: list[RegisterRow], visits: list[Visit], names: dict[str, tuple[str, ...]]) -> None:
	if match_register(rows, visits, names).without_entry:
		raise RuntimeError("a visit with an entry was missed")


def _costs(tasks: Sequence[tuple[Task, int]], repeats: int) -> list[Cost]:
	"""What each task, for so many visits, costs; they are measured in turn."""
	rounds = [[_seconds(task) for task, _ in tasks] for _ in range(repeats)]
	least = [min(seconds) for seconds in zip(*rounds, strict=True)]
	return [Cost(seconds, _peak(task) / number) for seconds, (task, number) in zip(least, tasks, strict=True)]


def _peak(task: Task) -> int:
	gc.collect()
	tracemalloc.start()
	task()
	_, peak = tracemalloc.get_traced_memory()
	tracemalloc.stop()
	return peak


def _seconds(task: Task) -> float:
	gc.collect()
	began = process_time()
	task()
	return process_time() - began


if __name__ == "__main__":
	row = measure()
	print(f"{row.what}\n  {row.measured} (bar {row.bar}): {'met' if row.met else 'NOT met'}\n  {row.behind}")
