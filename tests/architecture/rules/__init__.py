"""The rules of the house, one function each: what it forbids, and a planted example that it must catch."""

from .api import API_RULES
from .frappe_use import FRAPPE_RULES
from .imports import IMPORT_RULES
from .purity import PURITY_RULES
from .shape import SHAPE_RULES
from .source import Rule, Source, Violation, sources_under
from .tests import TEST_RULES

ALL_RULES: tuple[Rule, ...] = (
	*IMPORT_RULES,
	*PURITY_RULES,
	*API_RULES,
	*FRAPPE_RULES,
	*SHAPE_RULES,
	*TEST_RULES,
)

__all__ = ["ALL_RULES", "Rule", "Source", "Violation", "sources_under"]
