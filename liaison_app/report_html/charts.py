"""Charts as inline SVG. Widths are per cent, so that bars shrink with the screen while their text does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..outlook.wording import Text
from .markup import both_plain, safe

BAR, GAP = 14, 2
COLUMNS_HEIGHT, FOOT = 150, 18
CELL = 16
LEVELS = (1, 2, 4, 7)  # from so many visits a week on the next darker shade


@dataclass(frozen=True, slots=True)
class Part:
	"""A part of a stacked bar: `kind` is its CSS class."""

	kind: str
	label: Text
	number: int


@dataclass(frozen=True, slots=True)
class Column:
	"""A column of two parts, the upper one standing on the lower one."""

	label: str
	lower: int
	upper: int
	hint: Text


@dataclass(frozen=True, slots=True)
class HeatCell:
	"""A week of one person: how many visits, and whether the person was away."""

	number: int
	away: bool
	hint: Text


def bar(share: float | None, hint: Text) -> str:
	"""A bar filled to the share."""
	width = 0 if share is None else 100 * min(1.0, max(0.0, share))
	return (
		f'<svg class="bar" width="100%" height="{BAR}" role="img" aria-label="{both_plain(hint)}">'
		f"<title>{both_plain(hint)}</title>"
		f'<rect class="track" width="100%" height="{BAR}" rx="3"/>'
		f'<rect class="fill" width="{width:.2f}%" height="{BAR}" rx="3"/></svg>'
	)


def stacked(parts: Sequence[Part]) -> str:
	"""Parts side by side, each as wide as its number; each says in a tooltip what it is."""
	total = sum(part.number for part in parts) or 1
	drawn, left = [], 0.0
	for part in parts:
		if part.number:
			width = 100 * part.number / total
			hint = both_plain(Text(f"{part.label.en}: {part.number}", f"{part.label.zh}：{part.number}"))
			drawn.append(
				f'<rect class="part {part.kind}" x="{left:.2f}%" width="{width:.2f}%" height="{BAR}">'
				f"<title>{hint}</title></rect>"
			)
			left += width
	summary = ", ".join(f"{part.label.en} {part.number}" for part in parts if part.number)
	return (
		f'<svg class="bar stacked" width="100%" height="{BAR}" role="img" aria-label="{safe(summary)}">'
		f"{''.join(drawn)}</svg>"
	)


def columns(series: Sequence[Column], label: Text) -> str:
	"""Columns over a base line, every second one named at its foot, the highest with its number."""
	highest = max((column.lower + column.upper for column in series), default=0) or 1
	step = 100 / max(1, len(series))
	named = 1 if len(series) <= 8 else 2 if len(series) <= 20 else 4
	drawn = [
		_column(column, place * step, step, highest, place % named == 0)
		for place, column in enumerate(series)
	]
	height = COLUMNS_HEIGHT + FOOT
	return (
		f'<svg class="columns" width="100%" height="{height}" role="img" aria-label="{both_plain(label)}">'
		f'<line class="axis" x1="0" x2="100%" y1="{COLUMNS_HEIGHT}" y2="{COLUMNS_HEIGHT}"/>{"".join(drawn)}</svg>'
	)


def _column(column: Column, left: float, step: float, highest: int, named: bool) -> str:
	room = COLUMNS_HEIGHT - 16
	lower, upper = (room * number / highest for number in (column.lower, column.upper))
	middle = left + step / 2
	parts = [
		f"<title>{both_plain(column.hint)}</title>",
		_rectangle("lower", left + step * 0.15, step * 0.7, COLUMNS_HEIGHT - lower, lower),
		_rectangle("upper", left + step * 0.15, step * 0.7, COLUMNS_HEIGHT - lower - upper, upper),
	]
	total = column.lower + column.upper
	if total == highest:
		y = COLUMNS_HEIGHT - lower - upper - 4
		parts.append(f'<text class="value" x="{middle:.2f}%" y="{y:.1f}" text-anchor="middle">{total}</text>')
	if named:
		y = COLUMNS_HEIGHT + FOOT - 4
		parts.append(f'<text x="{middle:.2f}%" y="{y}" text-anchor="middle">{safe(column.label)}</text>')
	return f"<g>{''.join(parts)}</g>"


def _rectangle(kind: str, x: float, width: float, y: float, height: float) -> str:
	if height <= 0:
		return ""
	return f'<rect class="{kind}" x="{x:.2f}%" width="{width:.2f}%" y="{y:.1f}" height="{height:.1f}"/>'


def heat_row(cells: Sequence[HeatCell]) -> str:
	"""One person's weeks as squares, darker with more visits; crossed out while away."""
	width = len(cells) * (CELL + GAP)
	drawn = "".join(_square(cell, place * (CELL + GAP)) for place, cell in enumerate(cells))
	return f'<svg class="heat" width="{width}" height="{CELL}" role="img">{drawn}</svg>'


def _square(cell: HeatCell, x: int) -> str:
	level = sum(cell.number >= bound for bound in LEVELS)
	square = f'<rect class="level{level}" x="{x}" width="{CELL}" height="{CELL}" rx="2"/>'
	cross = f'<path class="away" d="M{x + 3} {CELL - 3}L{x + CELL - 3} 3"/>' if cell.away else ""
	return f"<g><title>{both_plain(cell.hint)}</title>{square}{cross}</g>"


def heat_scale() -> str:
	"""The shades from none to many, for the legend."""
	squares = "".join(
		f'<rect class="level{level}" x="{level * (CELL + GAP)}" width="{CELL}" height="{CELL}" rx="2"/>'
		for level in range(len(LEVELS) + 1)
	)
	width = (len(LEVELS) + 1) * (CELL + GAP)
	return f'<svg class="heat" width="{width}" height="{CELL}" aria-hidden="true">{squares}</svg>'
