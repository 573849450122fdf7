"""A subject that changes hands inside a period: who of its holders owes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import days
from .days import Days
from .share import Decision

CHANGED_HANDS = "changed hands"


@dataclass(frozen=True, slots=True)
class Holder:
	"""Another holder of the subject: the days held in the period, how many of them count, and whether they suffice."""

	holding: Days
	cover: int
	reached: bool


def owes_after_change(own: Decision, others: list[Holder]) -> Decision:
	"""The decision with those considered who held the subject before or after.

	Holders whose days overlap hold it together and each owes alone. Of those who follow one another the larger share owes, at a
	tie the later; when nobody's share suffices, whoever has the most days owes all the same.
	"""
	changed = [other for other in others if not days.intersect(own.holding, other.holding)]
	if not changed or own.waived == "exemption":
		return own
	if own.reached:
		beaten = any(other.reached and _weight(other) > _weight(own) for other in changed)
		return replace(own, waived=CHANGED_HANDS, reached=False) if beaten else own
	if any(other.reached for other in changed) or not own.cover:
		return own
	if all(_weight(own) > _weight(other) for other in changed):
		return replace(own, waived="", reached=True)
	return own


def _weight(holder: Decision | Holder) -> tuple[int, int]:
	return holder.cover, holder.holding[0][0]
