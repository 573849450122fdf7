"""The parts of a paper that its regulation names, to be written by people."""

from typing import Any

from ..tables import children
from .computing import language

FIELDS = ("document_kind", "heading", "heading_zh", "hint")


def add_missing(paper: Any) -> None:
	"""Give a paper that has no parts those of its regulation; nothing is written into them."""
	if paper.regulation and not paper.get("sections"):
		paper.set("sections", sections_of(paper.regulation, paper.document_kind))


def sections_of(regulation: str, document_kind: str) -> list[dict[str, str]]:
	"""Heading and hint of the parts, in order, in the language of the site."""
	chinese = language().startswith("zh")
	found = children("Liaison Regulation Section", "Liaison Regulation", FIELDS, {regulation})
	return [
		{"heading": (heading_zh if chinese else "") or heading, "hint": hint or ""}
		for _regulation, kind, heading, heading_zh, hint in found
		if kind == document_kind
	]
