"""Whether a file is a Word document that may serve as a template: looked at from outside, before Word's own parts are read.

Refused are other files renamed, files too large as they are or unpacked, macros, embedded objects, and whatever the document
would fetch from elsewhere when it is opened.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator

from .problems import Problem, _

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
LARGEST_XML = 8 * 1024 * 1024
MOST_PARTS = 500
OLD_OFFICE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_FILE = b"PK\x03\x04"
CONTENT_TYPES = "[Content_Types].xml"
WORD_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_PART = re.compile(
	r"vba(Project|Data)|macroEnabled|activeX|attachedToolbars|keyMapCustomizations", re.IGNORECASE
)
OBJECT_PART = re.compile(r"^word/(embeddings|afchunk)", re.IGNORECASE)
# Relationships by which a document takes in, or runs, what is not its own text. The last word of their type.
FOREIGN_RELATIONSHIPS = {
	"attachedTemplate",
	"aFChunk",
	"control",
	"frame",
	"mailMergeHeaderSource",
	"mailMergeSource",
	"oleObject",
	"package",
	"recipientData",
	"subDocument",
	"vbaProject",
	"wordVbaData",
}
NO_XML = (
	".png",
	".jpg",
	".jpeg",
	".gif",
	".bmp",
	".tif",
	".tiff",
	".emf",
	".wmf",
	".ttf",
	".odttf",
	".bin",
	"/",
)
DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)")
FOREIGN_ENCODING = re.compile(rb"^<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8|us-ascii|ascii)", re.IGNORECASE)


def package_problems(content: bytes) -> list[Problem]:
	"""What speaks against the file as a container; empty when its parts may be read."""
	refused = _refused_at_sight(content)
	if refused:
		return [refused]
	try:
		with zipfile.ZipFile(io.BytesIO(content)) as archive:
			too_large = _too_large(archive)
			return [too_large] if too_large else list(_problems_inside(archive))
	except Exception:  # a damaged file fails in whatever part of it is read first
		return [damaged("")]


def _refused_at_sight(content: bytes) -> Problem | None:
	if not content:
		return Problem("empty_file", "", _("The file is empty. Upload a Word document (.docx)."))
	if len(content) > LARGEST_FILE:
		return Problem(
			"file_too_large",
			"",
			_("The file has {0} MB; a template may have at most {1} MB. Make its pictures smaller."),
			(_megabytes(len(content)), _megabytes(LARGEST_FILE)),
		)
	if content.startswith(OLD_OFFICE_FILE):
		return Problem(
			"old_word_file",
			"",
			_(
				"This is a file of old Word (.doc), or it has a password. Open it in Word and save it as .docx without one."
			),
		)
	if not content.startswith(ZIP_FILE):
		return Problem("not_word", "", _("This is no Word document. Open it in Word and save it as .docx."))
	return None


def _too_large(archive: zipfile.ZipFile) -> Problem | None:
	parts = archive.infolist()
	unpacked = sum(part.file_size for part in parts)
	if unpacked > LARGEST_UNPACKED or any(_is_xml(part) and part.file_size > LARGEST_XML for part in parts):
		return Problem(
			"unpacked_too_large",
			"",
			_(
				"Unpacked, the document has {0} MB, more than a template may have. Start from the shipped template."
			),
			(_megabytes(unpacked),),
		)
	if len(parts) > MOST_PARTS or len({part.filename for part in parts}) < len(parts):
		return damaged("")
	return None


def _problems_inside(archive: zipfile.ZipFile) -> Iterator[Problem]:
	names = archive.namelist()
	if CONTENT_TYPES not in names:
		yield Problem("not_word", "", _("This is no Word document. Open it in Word and save it as .docx."))
		return
	for part in archive.infolist():
		if _is_xml(part) and _is_dangerous_xml(archive.read(part)):
			yield damaged(part.filename)
			return
	types = _content_types(archive)
	yield from _problems_of_kind(types)
	yield from _problems_of_parts(names, types)
	for name in names:
		if name.endswith(".rels"):
			yield from _problems_of_relationships(name, archive.read(name))


def _is_xml(part: zipfile.ZipInfo) -> bool:
	"""Whatever is no picture or font: a part may be XML under any name."""
	return not part.filename.lower().endswith(NO_XML)


def _is_dangerous_xml(text: bytes) -> bool:
	"""Entities can unfold without end, and another encoding would hide them. Word writes neither."""
	return bool(b"\0" in text or DOCTYPE.search(text) or FOREIGN_ENCODING.search(text))


def _content_types(archive: zipfile.ZipFile) -> dict[str, str]:
	"""Content type by part, and by `.extension`."""
	found = {}
	for element in ElementTree.fromstring(archive.read(CONTENT_TYPES)):
		name = element.get("PartName") or "." + element.get("Extension", "")
		found[name.lstrip("/")] = element.get("ContentType", "")
	return found


def _problems_of_kind(types: dict[str, str]) -> Iterator[Problem]:
	if WORD_DOCUMENT in types.values() or any("macroEnabled" in each for each in types.values()):
		return  # a document with macros is named as such
	yield Problem("not_word", "", _("This is no Word document. Open it in Word and save it as .docx."))


def _problems_of_parts(names: list[str], types: dict[str, str]) -> Iterator[Problem]:
	macros = [name for name in names if MACRO_PART.search(name)]
	macros += [name for name, kind in types.items() if MACRO_PART.search(kind) and name not in macros]
	if macros:
		yield Problem(
			"has_macros",
			macros[0],
			_("The document holds macros or controls. Save it as .docx, which drops them."),
		)
	yield from (_foreign_object(name) for name in names if OBJECT_PART.search(name))


def _problems_of_relationships(name: str, text: bytes) -> Iterator[Problem]:
	for element in ElementTree.fromstring(text):
		kind = element.get("Type", "").rsplit("/", 1)[-1]
		target = element.get("Target", "")
		if element.get("TargetMode", "").lower() == "external":
			yield Problem(
				"fetches_from_outside",
				name,
				_(
					"The document refers to something outside of it: {0}. Remove the link, or the attached template."
				),
				(target[:200],),
			)
		elif kind in FOREIGN_RELATIONSHIPS:
			yield _foreign_object(target)


def _foreign_object(name: str) -> Problem:
	return Problem(
		"has_objects",
		name,
		_("The document holds an object of another program: {0}. Replace it by text or a picture."),
		(name[:200],),
	)


def damaged(name: str) -> Problem:
	"""The refusal of a file that cannot be read to its end; `name` is the part that could not."""
	return Problem(
		"damaged",
		name,
		_("The file is damaged and cannot be read. Open it in Word and save it as .docx again."),
	)


def _megabytes(size: int) -> str:
	return str(-(-size // (1024 * 1024)))
