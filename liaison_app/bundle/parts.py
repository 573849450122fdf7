"""A bundle's parts on disk. A part is there whole or not at all, so that whoever begins anew goes on with what is missing.

Each part is a zip of its files and a list of its rows for the index. Only the end puts them together, file by file.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from secrets import token_hex
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from .sheets import Cell, Sheet, write_workbook

PACKED = {".docx", ".xlsx", ".pptx", ".zip", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".mp4", ".pdf"}
PLAN = "plan.json"
EPOCH = (1980, 1, 1, 0, 0, 0)  # no file tells when it was put in: the same bundle has the same bytes
Heads = Sequence[tuple[str, str, Sequence[str]]]


class Part:
	"""One part while it is written: files with their paths in the bundle, and rows by sheet."""

	def __init__(self, packed: ZipFile, rows: IO[str]) -> None:
		self._packed = packed
		self._rows = rows
		self._taken: set[str] = set()

	def add(self, path: str, content: bytes) -> str:
		"""Add a file; returns its path, which has a number in it where the name was taken."""
		info = _entry(self._free(path))
		self._packed.writestr(info, content)
		return info.filename

	def copy(self, path: str, source: Path) -> str:
		"""The same with the content of a file on disk, which is not read as a whole."""
		info = _entry(self._free(path))
		with source.open("rb") as read, self._packed.open(info, "w", force_zip64=True) as written:
			shutil.copyfileobj(read, written)
		return info.filename

	def row(self, sheet: str, *cells: Cell) -> None:
		"""Add a row of the index."""
		self._rows.write(json.dumps([sheet, [_kept(cell) for cell in cells]], ensure_ascii=False) + "\n")

	def _free(self, path: str) -> str:
		stem, dot, ending = path.rpartition(".")
		number, free = 1, path
		while free.lower() in self._taken:
			number += 1
			free = f"{stem}_{number}{dot}{ending}"
		self._taken.add(free.lower())
		return free


class Parts:
	"""All parts of one bundle, in a folder of their own."""

	def __init__(self, folder: Path) -> None:
		self.folder = folder

	def begin(self, plan: Mapping[str, Any]) -> None:
		"""Keep the parts that were made for this very plan (plain values); forget those of another."""
		told = json.dumps(plan, ensure_ascii=False, sort_keys=True)
		path = self.folder / PLAN
		if path.exists() and path.read_text(encoding="utf-8") == told:
			return
		self.forget()
		self.folder.mkdir(parents=True)
		_replace(path, told)

	def forget(self) -> None:
		"""Remove everything."""
		shutil.rmtree(self.folder, ignore_errors=True)

	def is_done(self, number: int) -> bool:
		"""Whether the part is there whole."""
		return self._rows_of(number).exists()

	@contextmanager
	def write(self, number: int) -> Iterator[Part]:
		"""Write a part; it is there when the block has ended well. Two may write the same at once: the later one stays."""
		files, rows = self._files_of(number), self._rows_of(number)
		mark = f".{token_hex(4)}.tmp"
		unfinished = [Path(f"{each}{mark}") for each in (files, rows)]
		try:
			with ZipFile(unfinished[0], "w") as packed, unfinished[1].open("w", encoding="utf-8") as told:
				yield Part(packed, told)
			unfinished[0].replace(files)
			unfinished[1].replace(rows)  # the last step: it says that the part is there
		finally:
			for each in unfinished:
				each.unlink(missing_ok=True)

	def pack(self, target: Path, index: str, heads: Heads) -> None:
		"""Put all parts together with an index workbook of that name; `heads` are key, title and headings of its sheets."""
		unfinished = Path(f"{target}.{token_hex(4)}.tmp")
		book = Path(f"{unfinished}.xlsx")
		try:
			sheets = (Sheet(title, headings, self.rows(key)) for key, title, headings in heads)
			write_workbook(book, sheets)
			with ZipFile(unfinished, "w") as bundle:
				with book.open("rb") as read, bundle.open(_entry(index), "w", force_zip64=True) as written:
					shutil.copyfileobj(read, written)
				for path in self._paths("*.zip"):
					_copy_files(path, bundle)
			unfinished.replace(target)
		finally:
			unfinished.unlink(missing_ok=True)
			book.unlink(missing_ok=True)

	def rows(self, sheet: str) -> Iterator[list[Cell]]:
		"""The rows of a sheet, part after part, read one by one."""
		for path in self._paths("*.jsonl"):
			with path.open(encoding="utf-8") as lines:
				for line in lines:
					key, cells = json.loads(line)
					if key == sheet:
						yield [_read(cell) for cell in cells]

	def _paths(self, pattern: str) -> Iterable[Path]:
		return sorted(self.folder.glob(pattern))

	def _files_of(self, number: int) -> Path:
		return self.folder / f"{number:06}.zip"

	def _rows_of(self, number: int) -> Path:
		return self.folder / f"{number:06}.jsonl"


def _replace(path: Path, text: str) -> None:
	unfinished = Path(f"{path}.tmp")
	unfinished.write_text(text, encoding="utf-8")
	unfinished.replace(path)


def _entry(path: str) -> ZipInfo:
	info = ZipInfo(path, EPOCH)
	info.compress_type = ZIP_STORED if Path(path).suffix.lower() in PACKED else ZIP_DEFLATED
	return info


def _copy_files(path: Path, bundle: ZipFile) -> None:
	with ZipFile(path) as part:
		for info in part.infolist():
			with (
				part.open(info) as read,
				bundle.open(_entry(info.filename), "w", force_zip64=True) as written,
			):
				shutil.copyfileobj(read, written)


def _kept(cell: Cell) -> Any:
	if isinstance(cell, datetime):
		return {"time": cell.isoformat()}
	return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def _read(cell: Any) -> Cell:
	if not isinstance(cell, dict):
		return cell
	return datetime.fromisoformat(cell["time"]) if "time" in cell else date.fromisoformat(cell["day"])
