"""Names behind the links of a report's lines, each kind read in one query."""

from typing import NamedTuple

import frappe

from ..tables import select
from .lines import plain


class Clause(NamedTuple):
	"""What is shown of a rule."""

	code: str
	title: str
	clause: str
	document: str
	confidential: bool


NO_CLAUSE = Clause("", "", "", "", False)


def clauses() -> dict[str, Clause]:
	"""All rules by name, titles in the user's language."""
	documents = _titles("Liaison Regulation", "title")
	fields = ("name", "code", "title", "title_zh", "clause", "regulation", "confidential")
	return {
		name: Clause(
			plain(code),
			plain(in_language(title, chinese)),
			plain(clause),
			documents.get(regulation, ""),
			bool(is_confidential),
		)
		for name, code, title, chinese, clause, regulation, is_confidential in select("Duty Rule", fields)
	}


def regulations() -> dict[str, str]:
	"""Titles of all regulations."""
	return _titles("Liaison Regulation", "title")


def officers() -> dict[str, str]:
	"""Full names of all officers."""
	return {name: plain(full_name) for name, full_name in select("Liaison Officer", ("name", "full_name"))}


def target_types() -> dict[str, str]:
	"""Titles of the types of target, in the user's language."""
	return _titles("Target Type", "target_type_name")


def activities() -> dict[str, str]:
	"""Titles of the types of activity, in the user's language."""
	return _titles("Liaison Activity Type", "activity_name")


def _titles(doctype: str, field: str) -> dict[str, str]:
	return {
		name: plain(in_language(title or name, chinese))
		for name, title, chinese in select(doctype, ("name", field, "title_zh"))
	}


def in_language(title: str | None, chinese: str | None) -> str:
	"""The Chinese title for who reads Chinese; else the English one, translated where there is a translation."""
	wanted = chinese if str(frappe.local.lang or "").startswith("zh") else ""
	return wanted or (frappe._(title) if title else "")
