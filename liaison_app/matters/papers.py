"""Files that strangers attach: what they are is read from their content, never from their names."""

from __future__ import annotations

import io
import zipfile

import filetype

# What a letter or a photo is, and what no program opens as a page of this site.
ALLOWED = ("jpg", "png", "webp", "pdf", "docx", "xlsx")
SAME = {"jpeg": "jpg"}
MOST_UNPACKED = 100 * 1024 * 1024
# Where Word and Excel write who made the file, in which company, and what they like beside.
_OPEN = "http://schemas.openxmlformats.org"
PROPERTIES = {
	"docProps/core.xml": f'<c:coreProperties xmlns:c="{_OPEN}/package/2006/metadata/core-properties"/>',
	"docProps/app.xml": f'<Properties xmlns="{_OPEN}/officeDocument/2006/extended-properties"/>',
	"docProps/custom.xml": f'<Properties xmlns="{_OPEN}/officeDocument/2006/custom-properties"/>',
}


def kind_of(content: bytes) -> str | None:
	"""One of `ALLOWED` as the content says; None for everything else."""
	found = filetype.guess_extension(content)
	return found if found in ALLOWED else None


def is_what_it_says(filename: str, content: bytes) -> bool:
	"""Whether the content is of a kind that may be attached, and of the kind that the name says."""
	said = filename.rpartition(".")[2].lower()
	kind = kind_of(content)
	return kind is not None and SAME.get(said, said) == kind


def without_author(kind: str, content: bytes) -> bytes:
	"""A Word or Excel file without author, company and what else its properties tell; any other file as it is.

	Raises ValueError for one that is damaged, or far larger than it looks.
	"""
	if kind not in ("docx", "xlsx"):
		return content
	try:
		return _document(content)
	except (OSError, zipfile.BadZipFile, RuntimeError) as error:
		raise ValueError("damaged") from error


def _document(content: bytes) -> bytes:
	made = io.BytesIO()
	with (
		zipfile.ZipFile(io.BytesIO(content)) as packed,
		zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
	):
		if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
			raise ValueError("too large")
		for part in packed.infolist():
			plain = PROPERTIES.get(part.filename)
			new.writestr(part.filename, packed.read(part) if plain is None else plain)
	return made.getvalue()
