"""Routes of matters as values."""

from dataclasses import dataclass
from typing import Any

import frappe

from liaison_app.matters.course import Route

NUMBERS = ("dispatch_days", "take_days", "answer_days", "give_back_days", "close_days")


@dataclass(frozen=True)
class Level:
	"""Who takes a matter up: what people call it, and the user who prepares it, if one is named."""

	name: str
	user: str | None


@dataclass(frozen=True)
class NamedRoute:
	"""A route with its levels, lowest first; without a name when the site has no route at all."""

	name: str | None
	route: Route
	levels: tuple[Level, ...] = ()


def route_of(kind: str | None) -> str | None:
	"""The name of the route of a kind of matters, else of the standard one."""
	own: str | None = frappe.db.get_value("Matter Kind", kind, "route") if kind else None
	standard: str | None = frappe.db.get_value("Matter Route", {"is_standard": 1})
	return own or standard


def read(name: str | None) -> NamedRoute:
	"""The route of that name; without deadlines where there is none."""
	if not name or not frappe.db.exists("Matter Route", name):
		return NamedRoute(None, Route())
	stored: Any = frappe.get_cached_doc("Matter Route", name)
	levels = tuple(Level(row.level_name, row.user or None) for row in stored.levels)
	days = {field: stored.get(field) or 0 for field in NUMBERS}
	after = tuple(row.after_days or 0 for row in stored.levels)
	return NamedRoute(name, Route(**days, levels=after), levels)
