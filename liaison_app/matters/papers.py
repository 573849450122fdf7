"""Files that strangers attach: what they are is read from their content, never from their names."""

from __future__ import annotations

import filetype

# What a letter or a photo is, and what no program opens as a page of this site.
ALLOWED = ("jpg", "png", "webp", "pdf", "docx", "xlsx")
SAME = {"jpeg": "jpg"}


def kind_of(content: bytes) -> str | None:
	"""One of `ALLOWED` as the content says; None for everything else."""
	found = filetype.guess_extension(content)
	return found if found in ALLOWED else None


def is_what_it_says(filename: str, content: bytes) -> bool:
	"""Whether the content is of a kind that may be attached, and of the kind that the name says."""
	said = filename.rpartition(".")[2].lower()
	kind = kind_of(content)
	return kind is not None and SAME.get(said, said) == kind
