"""Whether two records tell of one occasion, as colleagues who went together may each write one."""

from __future__ import annotations

from .places import place_key
from .visit import Visit, shares_minutes


def same_occasion(left: Visit, right: Visit) -> bool:
	"""By different officers, on one day, with a common target, or in one place at one time."""
	if left.day != right.day or not set(left.officers).isdisjoint(right.officers):
		return False
	if not set(left.targets).isdisjoint(right.targets):
		return True
	place = place_key(left.place)
	return bool(place) and place == place_key(right.place) and shares_minutes(left, right) > 0
