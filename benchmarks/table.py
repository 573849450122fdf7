"""The table of what was measured, on the terminal and in docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
HEAD = ("what", "bar", "measured", "met")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True)
class Row:
	"""One bar: what is compared, what it asks for, what came out, and the figures behind it."""

	what: str
	bar: str
	measured: str
	met: bool
	behind: str = ""


def as_markdown(rows: Sequence[Row]) -> str:
	"""The table, and below it the figures that the ratios come from."""
	lines = [HEAD, tuple("---" for _ in HEAD)]
	lines += [(row.what, row.bar, row.measured, "yes" if row.met else "**no**") for row in rows]
	table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
	behind = "\n".join(f"- {row.what}: {row.behind}" for row in rows if row.behind)
	return f"{table}\n\nThe figures behind the ratios:\n\n{behind}\n"


def write_document(rows: Sequence[Row], conditions: str) -> None:
	"""Put table and conditions between the marks of docs/benchmarks.md; what people wrote around it stays."""
	text = DOCUMENT.read_text()
	before, _, rest = text.partition(BEGIN)
	_, _, after = rest.partition(END)
	DOCUMENT.write_text(f"{before}{BEGIN}\n\n{conditions}\n\n{as_markdown(rows)}\n{END}{after}")


def machine() -> str:
	"""The machine in a few words."""
	pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
	return f"{os.cpu_count()} cores, {pages / 2**30:.0f} GB, {platform.system()}, Python {platform.python_version()}"
