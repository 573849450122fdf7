"""Checks on visits: reasons to ask, with their evidence, never a verdict. Pure: values in, values out, like the engine.

It stands beside the engine and not in it because comparing texts takes a library. See `find_flags`, `draw_spot_checks`, `match_register` and
`rates_with_and_without`.
"""

from .coverage import Coverage, covered_by
from .finding import find_flags
from .flags import Check, Flag, FlagChanges, Status, StoredFlag, doubtful_visits, reconcile_flags
from .lessons import Lesson
from .limits import Limits
from .matching import RegisterMatch, RowMatch, match_register
from .presences import Outcome, Presence
from .rates import BothRates, rates_with_and_without
from .recording import Period
from .register import Columns, Register, RegisterRow, UnreadRow, find_columns, read_register
from .spot_checks import draw_spot_checks
from .visit import Visit, visit_from
from .wording import common_phrases
from .work import Work

__all__ = [
	"BothRates",
	"Check",
	"Columns",
	"Coverage",
	"Flag",
	"FlagChanges",
	"Lesson",
	"Limits",
	"Outcome",
	"Period",
	"Presence",
	"Register",
	"RegisterMatch",
	"RegisterRow",
	"RowMatch",
	"Status",
	"StoredFlag",
	"UnreadRow",
	"Visit",
	"Work",
	"common_phrases",
	"covered_by",
	"doubtful_visits",
	"draw_spot_checks",
	"find_columns",
	"find_flags",
	"match_register",
	"rates_with_and_without",
	"read_register",
	"reconcile_flags",
	"visit_from",
]
