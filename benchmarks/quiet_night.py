"""A night with nothing to change against the first generation."""

from __future__ import annotations

from datetime import timedelta

from . import institution
from .night import run_alone
from .stage import NIGHT, Stage, say
from .table import Row

BAR = 10


def measure(stage: Stage) -> Row:
	"""The following nights, digests included. Raises RuntimeError when one of them was not quiet after all."""
	first = stage.first_seconds()
	if institution.has_no_run():
		stage.first_generation()
	nights = [run_alone(NIGHT + timedelta(days=1)) for _ in range(stage.repeats)]
	if not all(night.is_quiet for night in nights):
		raise RuntimeError(f"there was something to change: {nights}")
	quiet = min(night.seconds for night in nights)
	say("quiet nights: " + ", ".join(f"{night.seconds:.2f}" for night in nights) + " s")
	return Row(
		"nightly run with nothing to change at that size against the first generation",
		f"≤ 1/{BAR}",
		f"1/{first / quiet:.1f}",
		quiet * BAR <= first,
		f"{quiet:.2f} s against {first:.1f} s",
	)
