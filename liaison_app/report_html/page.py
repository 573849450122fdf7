"""The page: sections, styles and script in one file that asks nothing of the network."""

from __future__ import annotations

from pathlib import Path

from ..outlook import Standing
from . import sections, texts
from .markup import both, safe

HERE = Path(__file__).parent


def report(stand: Standing) -> str:
	"""The report as one HTML document; a switch chooses between Chinese and English without a network."""
	title = stand.title or texts.TITLE.en
	return "\n".join(
		[
			"<!doctype html>",
			'<html lang="zh"><head><meta charset="utf-8">',
			'<meta name="viewport" content="width=device-width, initial-scale=1">',
			'<meta name="color-scheme" content="light dark">',
			f"<title>{safe(title)} · {stand.on}</title>",
			f"<style>{_asset('style.css')}</style></head><body>",
			_switch(),
			f"<header><h1>{both(texts.TITLE)}</h1>",
			f"<p>{safe(stand.title)} {both(texts.AS_OF)} <b>{stand.on}</b>, {both(texts.SINCE)} {stand.window[0]}</p></header>",
			"<main>",
			sections.tiles(stand),
			sections.due_today(stand),
			sections.by_regulation(stand),
			sections.by_unit(stand),
			sections.by_week(stand),
			sections.heat_map(stand),
			sections.everybody(stand),
			sections.tallies(stand),
			"</main>",
			f"<script>{_asset('script.js')}</script></body></html>",
		]
	)


def _switch() -> str:
	return (
		'<div class="switch" role="radiogroup" aria-label="语言 Language">'
		'<input type="radio" name="language" id="zh" checked><label for="zh" lang="zh">中文</label>'
		'<input type="radio" name="language" id="en"><label for="en" lang="en">English</label></div>'
	)


def _asset(name: str) -> str:
	return (HERE / name).read_text(encoding="utf-8")
