"""When visits were recorded: long after the fact, or all of them when the period was about to be counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .flags import Flag
from .limits import Limits
from .visit import Visit


@dataclass(frozen=True, slots=True)
class Period:
	"""A time that is counted at its end, such as a semester; both days inclusive."""

	name: str
	first_day: date
	last_day: date


def recorded_late(visits: Iterable[Visit], limits: Limits) -> Iterator[Flag]:
	"""One flag for each visit that was recorded more than the allowed days after it took place."""
	for visit in visits:
		if visit.delay > limits.late_days:
			yield Flag(
				check="Recorded Late",
				visits=(visit.name,),
				officers=tuple(sorted(visit.officers)),
				day=visit.day,
				message="Took place on {0} and was recorded on {1}, {2} days later.",
				values=(visit.day.isoformat(), visit.recorded.isoformat(), str(visit.delay)),
			)


def recorded_in_bulk(
	by_officer: dict[str, list[Visit]], periods: Sequence[Period], limits: Limits
) -> Iterator[Flag]:
	"""One flag for each officer and period most of whose visits were left lying until its end. It asks about these visits."""
	for officer, visits in by_officer.items():
		for period in periods:
			inside = [visit for visit in visits if period.first_day <= visit.day <= period.last_day]
			begin = period.last_day - timedelta(days=limits.bulk_last_days - 1)
			lying = [
				visit for visit in inside if visit.recorded >= begin and visit.delay >= limits.bulk_delay_days
			]
			if len(lying) >= limits.bulk_visits and len(lying) >= limits.bulk_share * len(inside):
				yield _bulk(officer, period, lying, len(inside), begin)


def _bulk(officer: str, period: Period, lying: Sequence[Visit], of: int, begin: date) -> Flag:
	return Flag(
		check="Recorded in Bulk",
		visits=tuple(sorted(visit.name for visit in lying)),
		officers=(officer,),
		day=min(visit.day for visit in lying),
		message="{0} of {1} visits of {2} were recorded from {3} on, the oldest {4} days after it took place.",
		values=(
			str(len(lying)),
			str(of),
			period.name,
			begin.isoformat(),
			str(max(visit.delay for visit in lying)),
		),
	)
