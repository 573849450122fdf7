"""The user guide does not rot: its pictures are there, and what it quotes is what the screens say."""

import re
from pathlib import Path

import pytest

from devtools import translations

DOCS = Path(__file__).resolve().parents[2] / "docs"
ROOT = DOCS.parent
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
LARGEST = 150 * 1024
# What Frappe says itself.
OF_FRAPPE = {
	"zh": {"保存", "提交", "操作", "是", "导出", "下载", "上传", "..."},
	"en": {"Save", "Submit", "Actions", "Yes", "Export", "Download", "Upload", "..."},
}


def text_of(language: str) -> str:
	return (DOCS / f"user-guide.{language}.md").read_text()


def quoted(language: str) -> set[str]:
	marks = {"zh": r"「([^」]+)」", "en": r"\*\*([^*]+)\*\*"}
	found = (" ".join(text.split()) for text in re.findall(marks[language], text_of(language)))
	# As a reader sees it: with a number in it.
	return {re.sub(r"\b3\b", "{0}", text) for text in found} - {""}


def pictures() -> dict[str, Path]:
	"""Every picture that a document shows, by document and link."""
	documents = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
	links = ((document, link) for document in documents for link in PICTURE.findall(document.read_text()))
	return {f"{document.name}: {link}": document.parent / link for document, link in links}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_guide_quotes_stands_on_a_screen(language):
	messages = translations.messages(translations.read(translations.PO))
	said = {str(each.string if language == "zh" else each.id) for each in messages}
	assert sorted(quoted(language) - said - OF_FRAPPE[language]) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_guide_has_ten_tasks_with_steps_and_pictures(language):
	sections = re.split(r"^### (\d+)\. ", text_of(language), flags=re.MULTILINE)[1:]
	assert sections[::2] == [str(number) for number in range(1, 11)]
	for section in sections[1::2]:
		assert re.search(r"^3\. ", section, flags=re.MULTILINE), section
		assert PICTURE.search(section), section


def test_both_guides_show_the_same():
	shown = {language: PICTURE.findall(text_of(language)) for language in ("zh", "en")}
	assert [link.replace("user-guide-en-", "user-guide-") for link in shown["en"]] == shown["zh"]


def test_every_picture_is_there_and_small():
	assert [link for link, file in pictures().items() if not file.exists()] == []
	assert [link for link, file in pictures().items() if file.stat().st_size > LARGEST] == []


def test_no_picture_is_left_over():
	shown = {file.resolve() for file in pictures().values()}
	assert [file.name for file in (DOCS / "screenshots").iterdir() if file.resolve() not in shown] == []
