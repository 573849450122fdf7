"""Which weeks a line of a timetable means. Pure: no site, no clock."""

from .weeks import mondays_of, week_numbers

__all__ = ["mondays_of", "week_numbers"]
