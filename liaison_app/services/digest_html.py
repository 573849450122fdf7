"""The pieces that digests are made of, as HTML. What users typed is escaped here, unless a caller says that it was before."""

from collections.abc import Sequence
from html import escape

from frappe import _


def link(address: str, text: str, escaped: bool = False) -> str:
	"""A link with this text."""
	return f'<a href="{escape(address)}">{text if escaped else escape(text)}</a>'


def paragraph(content: str) -> str:
	"""HTML as a paragraph of its own; nothing for nothing."""
	return f"<p>{content}</p>" if content else ""


def section(heading: str, lines: Sequence[str]) -> str:
	"""A heading over a list of HTML lines; nothing where the list is empty."""
	items = "".join(f"<li>{line}</li>" for line in lines)
	return f"<p><b>{escape(heading)}</b></p><ul>{items}</ul>" if lines else ""


def and_more(number: int, language: str) -> str:
	"""A line for what is not listed any more."""
	return paragraph(escape(_("and {0} more", lang=language).format(number))) if number > 0 else ""
