"""Pieces of HTML. Everything that comes from a file is escaped here."""

from __future__ import annotations

from html import escape

from ..outlook.wording import Text


def safe(text: object) -> str:
	"""The text as HTML."""
	return escape(str(text))


def both(text: Text) -> str:
	"""The text in both languages, of which the page shows one."""
	if text.en == text.zh:
		return safe(text.en)
	return (
		f'<span class="en" lang="en">{safe(text.en)}</span><span class="zh" lang="zh">{safe(text.zh)}</span>'
	)


def both_plain(text: Text) -> str:
	"""Both languages in one line, for where no markup is possible (a tooltip)."""
	return safe(text.en) if text.en == text.zh else f"{safe(text.zh)} · {safe(text.en)}"


def percent(share: float | None) -> str:
	"""A share as whole per cent, rounded down so that 100 % means all; a dash where nothing is owed."""
	return "–" if share is None else f"{int(share * 100 + 1e-9)} %"


def cell(content: str, label: Text | None = None, kind: str = "") -> str:
	"""A table cell; the label stands before its content on narrow screens."""
	head = f'<span class="label">{both(label)}</span>' if label else ""
	attribute = f' class="{kind}"' if kind else ""
	return f"<td{attribute}>{head}{content}</td>"


def heads(*texts: Text) -> str:
	"""The head row of a table."""
	return "<thead><tr>" + "".join(f'<th scope="col">{both(text)}</th>' for text in texts) + "</tr></thead>"
