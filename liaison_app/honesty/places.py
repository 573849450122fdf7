"""Whether two names mean one place: `学生公寓A栋 301` is in `学生公寓 A 栋`; `1号楼` is not `11号楼`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

# What tells neighbouring places apart: numbers, single letters, Chinese numerals, points of the compass, stems.
MARKS = re.compile(r"[0-9]+|(?<![a-z])[a-z](?![a-z])|[一二三四五六七八九十百]+|[东西南北甲乙丙丁]")
NOT_SAID = re.compile(r"[\W_]+")
REMEMBERED = 4096


@lru_cache(maxsize=REMEMBERED)
def place_key(place: str) -> str:
	"""The name without spaces, punctuation, widths and capitals; empty when nothing is said."""
	return NOT_SAID.sub("", unicodedata.normalize("NFKC", place).casefold())


@lru_cache(maxsize=REMEMBERED)
def _marks(place: str) -> frozenset[str]:
	return frozenset(MARKS.findall(unicodedata.normalize("NFKC", place).casefold()))


def places_agree(left: str, right: str, similarity: float) -> bool:
	"""Whether both are known and mean the same place, or one lies in the other. `similarity` is in percent."""
	one, other = place_key(left), place_key(right)
	if not one or not other:
		return False
	if one == other:
		return True
	marks, other_marks = _marks(left), _marks(right)
	if not (marks <= other_marks or other_marks <= marks):
		return False
	return one in other or other in one or fuzz.ratio(one, other, score_cutoff=similarity) > 0
