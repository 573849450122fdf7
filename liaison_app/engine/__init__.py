"""The pure engine: facts in, values out. No clock, no database, no randomness, no Frappe."""

from .assigning import check_assignment
from .collating import owners_below, taken_in
from .gaps import vacancies
from .index import FactIndex
from .planning import plan
from .reconciling import Changes, as_of, reconcile
from .reminding import remind
from .rotation import draw_roster
from .settling import explain, explain_row, settle
from .status import next_due, pace, state
from .summarising import overall_attainment, summarise

__all__ = [
	"Changes",
	"FactIndex",
	"as_of",
	"check_assignment",
	"draw_roster",
	"explain",
	"explain_row",
	"next_due",
	"overall_attainment",
	"owners_below",
	"pace",
	"plan",
	"reconcile",
	"remind",
	"settle",
	"state",
	"summarise",
	"taken_in",
	"vacancies",
]
