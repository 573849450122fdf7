"""What to look at when a target is visited, by its type: a dormitory's hygiene, its forbidden appliances."""

from collections.abc import Sequence

import frappe

from liaison_app.engine.facts import Facts
from liaison_app.engine.index import FactIndex

from . import rule_cache
from .tables import by_parent, children

IN_ORDER, NOT_IN_ORDER = "In Order", "Not in Order"


def items_for(targets: Sequence[str], language: str) -> list[str]:
	"""The items for these targets in the order of the lists, each once; those of a type hold for the types below it."""
	named = {"name": ("in", list(targets))}
	kinds = frappe.get_list("Contact Target", named, pluck="target_type", order_by="name asc")
	lists = by_parent(children("Target Type Check Item", "Target Type", ("item", "title_zh")))
	index = FactIndex(Facts(target_types=rule_cache.trees().target_types))
	found = [
		title_zh if language.startswith("zh") and title_zh else item
		for kind in sorted(lists)
		if any(index.is_kind_of(each, (kind,)) for each in kinds)
		for item, title_zh in lists[kind]
	]
	return list(dict.fromkeys(found))
