"""Ten times the officers: how much longer, and how much more memory."""

from __future__ import annotations

from .night import Night
from .stage import Stage, say_nights
from .table import Row

TIMES, BAR_TIME, BAR_MEMORY = 10, 11, 1.3


def measure(stage: Stage) -> Row:
	few, many = stage.officers // TIMES, stage.officers
	stage.set(few)
	small = [stage.first_generation() for _ in range(stage.repeats)]
	say_nights(f"{few} officers", small)
	stage.set(many)
	large = [stage.first_generation() for _ in range(stage.repeats)]
	say_nights(f"{many} officers", large)
	time = _seconds(large) / _seconds(small)
	memory = _peak(large) / _peak(small)
	return Row(
		f"ten times the officers ({few:,} to {many:,}), all in one process",
		f"≤ {BAR_TIME} × the time, peak memory of one worker ≤ {BAR_MEMORY} ×",
		f"{time:.1f} ×, memory {memory:.2f} ×",
		time <= BAR_TIME and memory <= BAR_MEMORY,
		f"{_seconds(small):.1f} s and {_peak(small):.0f} MB, {_seconds(large):.1f} s and {_peak(large):.0f} MB",
	)


def _seconds(nights: list[Night]) -> float:
	return min(night.seconds for night in nights)


def _peak(nights: list[Night]) -> float:
	return max(night.peak_megabytes for night in nights)
