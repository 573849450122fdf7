"""A person's name as a key: without spaces, widths, titles, and in whatever order its words stand."""

from __future__ import annotations

import re
import unicodedata

CHINESE = re.compile(r"[\u3400-\u9fff]")
NOT_SAID = re.compile(r"[\W_]+")
TITLES_BEHIND = (
	*("副教授", "教授", "讲师", "老师", "同志", "先生", "女士", "辅导员"),
	*(
		"副书记",
		"书记",
		"副院长",
		"院长",
		"副校长",
		"校长",
		"副处长",
		"处长",
		"副主任",
		"主任",
		"部长",
		"科长",
	),
)
TITLES_BEFORE = {"mr", "mrs", "ms", "miss", "dr", "prof", "professor", "comrade"}
LEAST_NAME = 2  # Chinese signs that remain a name when the title is gone


def name_key(name: str) -> str:
	"""`王 小明 老师` -> `王小明`; `LI, Wei` and `Wei Li` -> `liwei`; empty when nothing is said."""
	plain = unicodedata.normalize("NFKC", name).casefold()
	if not CHINESE.search(plain):
		words = [word for word in NOT_SAID.split(plain) if word and word not in TITLES_BEFORE]
		return "".join(sorted(words))
	key = NOT_SAID.sub("", plain)
	title = next((title for title in TITLES_BEHIND if key.endswith(title)), "")
	return key.removesuffix(title) if len(key) - len(title) >= LEAST_NAME else key


def nearly(key: str) -> set[str]:
	"""Keys that this one shares with every key that differs in one sign; none for names too short to tell apart."""
	if len(key) < LEAST_NAME + 1:
		return set()
	return {key, *(key[:place] + key[place + 1 :] for place in range(len(key)))}
