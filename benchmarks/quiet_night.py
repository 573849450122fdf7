"""A night with nothing to change against the first generation."""

from __future__ import annotations

from datetime import timedelta

from .night import run_alone
from .stage import NIGHT, Stage, say
from .table import Row

BAR = 10


def measure(stage: Stage) -> Row:
	"""A first night and the one after it, in turn. Raises RuntimeError when that one was not quiet after all."""
	stage.set()
	pairs = [(stage.first_generation(), run_alone(NIGHT + timedelta(days=1))) for _ in range(stage.repeats)]
	if not all(night.is_quiet for _, night in pairs):
		raise RuntimeError(f"there was something to change: {pairs}")
	first, quiet = min(pair[0].seconds for pair in pairs), min(pair[1].seconds for pair in pairs)
	told = ", ".join(f"{before.seconds:.1f} s, {after.seconds:.2f} s" for before, after in pairs)
	say(f"first night, quiet night: {told}")
	return Row(
		"nightly run with nothing to change at that size against the first generation",
		f"≤ 1/{BAR}",
		f"1/{first / quiet:.1f}",
		quiet * BAR <= first,
		f"{quiet:.2f} s against {first:.1f} s",
	)
