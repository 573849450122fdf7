"""Opens a file that claims to be an .xlsx workbook. Whatever is none, or could do harm, is refused before it is unpacked."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from .faults import WorkbookRefused, _, file_refused

LARGEST_FILE = 32 * 1024 * 1024
LARGEST_UNPACKED = 192 * 1024 * 1024
MOST_PARTS = 2000
OLD_OFFICE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]{0,200}?ref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']")
MOST_MERGES_NAMED = 20


def open_workbook(content: bytes) -> Workbook:
	"""The workbook in the bytes of an .xlsx file, formulas unread. Raises WorkbookRefused."""
	_refuse_other_files(content)
	try:
		with zipfile.ZipFile(io.BytesIO(content)) as archive:
			_refuse_other_archives(archive)
		with warnings.catch_warnings():
			warnings.simplefilter("ignore")  # validations and the like that openpyxl does not keep
			book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
	except WorkbookRefused:
		raise
	except Exception as error:  # a damaged file fails in whatever part of it is read first
		raise damaged() from error
	if book.epoch == CALENDAR_MAC_1904:
		raise file_refused(
			_(
				"This workbook counts its dates from 1904, so dates copied from others lie four years off. In Excel's "
				'advanced options clear "Use 1904 date system", check all dates and save again.'
			)
		)
	return book


def damaged() -> WorkbookRefused:
	"""The refusal of a file that cannot be read to its end."""
	return file_refused(
		_(
			"The file is damaged and cannot be read. Open it in a spreadsheet program and save it as .xlsx again."
		)
	)


def _refuse_other_files(content: bytes) -> None:
	if not content:
		raise file_refused(_("The file is empty. Fill in the template and save it as .xlsx."))
	if len(content) > LARGEST_FILE:
		raise file_refused(
			_(
				"The file has {0} MB; at most {1} MB are read. Split it, or remove pictures and unused sheets."
			),
			str(len(content) // 1024**2),
			str(LARGEST_FILE // 1024**2),
		)
	if content.startswith(OLD_OFFICE_FILE):
		raise file_refused(
			_(
				"The file is protected by a password or has the old .xls format. Remove the password and save it as "
				"an Excel workbook (.xlsx)."
			)
		)
	if not content.startswith(b"PK"):
		raise file_refused(
			_("The file is no .xlsx workbook, whatever its name says. Save it as an Excel workbook (.xlsx).")
		)


def _refuse_other_archives(archive: zipfile.ZipFile) -> None:
	parts = archive.infolist()
	names = {part.filename for part in parts}
	# What a part claims to hold is all that is ever unpacked of it, so the sum can be trusted.
	if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
		raise file_refused(
			_("Unpacked, the file is larger than {0} MB. Copy the filled rows into an empty template."),
			str(LARGEST_UNPACKED // 1024**2),
		)
	if any(part.flag_bits & 1 for part in parts):
		raise file_refused(_("The file is protected by a password. Remove the password and save it again."))
	if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
		raise file_refused(
			_("The file is no .xlsx workbook, whatever its name says. Save it as an Excel workbook (.xlsx).")
		)
	if any(name.endswith("vbaProject.bin") for name in names) or b"macroEnabled" in archive.read(
		"[Content_Types].xml"
	):
		raise file_refused(
			_("The workbook holds macros (.xlsm). Save it as an Excel workbook without macros (.xlsx).")
		)


def cells_of(sheet: Any, most_columns: int) -> Iterator[tuple[Any, ...]]:
	"""The cells of a sheet row by row, from row 1; what the file says about its size is not relied on."""
	sheet.reset_dimensions()
	try:
		yield from sheet.iter_rows(max_col=most_columns)
	except Exception as error:  # as above: a damaged sheet is found out while it is read
		raise damaged() from error


def merged_ranges(sheet: Any) -> list[str]:
	"""The merged ranges of a sheet (`A1:C1`), at most `MOST_MERGES_NAMED`: rows read one by one do not show them."""
	found: list[str] = []
	with sheet._get_source() as part:
		rest = b""
		while len(found) < MOST_MERGES_NAMED and (chunk := part.read(1 << 20)):
			window = rest + chunk
			matches = list(MERGED.finditer(window))
			found += [match[1].decode() for match in matches]
			rest = window[max(matches[-1].end() if matches else 0, len(window) - 300) :]
	return found[:MOST_MERGES_NAMED]
