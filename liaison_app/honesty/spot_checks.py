"""Which visits the reviewer confirms with the contact: drawn by chance that can be repeated, but not foreseen."""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable

from .visit import Visit, submitted

WHOLE = 1 << 64


def draw_spot_checks(
	visits: Iterable[Visit],
	period: str,
	secret: str,
	share: float,
	*,
	one_per_officer: bool = False,
	already: Iterable[str] = (),
) -> list[str]:
	"""Names of the visits to confirm, sorted. `share` is from 0 to 1; `secret` is the site's own, so that nobody can foresee the draw.

	Each visit is drawn, or not, by itself: one added later changes nothing for the others. With `one_per_officer` everybody with a visit
	has at least one drawn. `already` are the names drawn before: they stay unless cancelled, and spare their officers another one.
	Raises ValueError for a share outside 0 to 1 and an empty secret.
	"""
	if not 0 <= share <= 1:
		raise ValueError(f"the share is {share}: it must be from 0 to 1")
	if not secret:
		raise ValueError("without a secret the draw could be foreseen")
	found = submitted(visits)
	lots = {visit.name: _lot(visit, period, secret) for visit in found}
	kept = frozenset(already)
	drawn = {name for name, lot in lots.items() if lot < share * WHOLE or name in kept}
	if one_per_officer:
		drawn |= _one_each(found, lots, drawn)
	return sorted(drawn)


def _lot(visit: Visit, period: str, secret: str) -> int:
	text = f"{period}\x1f{visit.name}".encode()
	return int.from_bytes(hmac.new(secret.encode(), text, hashlib.sha256).digest()[:8], "big")


def _one_each(visits: Iterable[Visit], lots: dict[str, int], drawn: set[str]) -> set[str]:
	"""The visit with the lowest lot of each officer of whom none is drawn."""
	by_officer: dict[str, list[str]] = defaultdict(list)
	for visit in visits:
		for officer in visit.officers:
			by_officer[officer].append(visit.name)
	return {
		min(names, key=lambda name: (lots[name], name))
		for names in by_officer.values()
		if drawn.isdisjoint(names)
	}
