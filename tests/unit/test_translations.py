"""Everything a user reads is there in Chinese: no text without, and the same in both files that Frappe reads."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict

import pytest

from devtools import translations

PLACEHOLDER = re.compile(r"\{\d*\}")


@pytest.fixture(scope="module")
def template():
	return translations.messages(translations.read(translations.POT))


@pytest.fixture(scope="module")
def chinese():
	return translations.read(translations.PO)


def test_every_text_has_its_chinese(template, chinese):
	translated = {
		(each.id, each.context): each.string for each in translations.messages(chinese) if not each.fuzzy
	}
	missing = [each.id for each in template if not translated.get((each.id, each.context))]
	assert missing == [], "translate these in locale/zh.po, then run devtools/translations.py"


def test_chinese_is_chinese(template, chinese):
	found = translations.messages(chinese)
	assert [each.id for each in found if not re.search("[\u4e00-\u9fff]", str(each.string))] == []


def test_placeholders_are_kept(chinese):
	differing = [
		each.id
		for each in translations.messages(chinese)
		if sorted(PLACEHOLDER.findall(str(each.id))) != sorted(PLACEHOLDER.findall(str(each.string)))
	]
	assert differing == []


def test_the_csv_says_what_the_po_file_says(chinese):
	with translations.CSV.open(encoding="utf-8", newline="") as file:
		assert list(csv.reader(file)) == translations.rows(translations.messages(chinese))


def test_words_and_rules_of_the_packs_are_called_what_the_packs_call_them(chinese):
	titles = defaultdict(set)
	for path in (translations.APP / "packs").glob("*.json"):
		content = json.loads(path.read_text(encoding="utf-8"))
		if "pack" not in content:  # the schema
			continue
		for section in translations.WORDS + translations.TITLED:
			for entry in content.get(section, ()):
				if entry.get("title_zh"):
					titles[entry.get("title") or entry["name"]].add(entry["title_zh"])
	assert len(titles) > 200
	shown = {word: getattr(chinese.get(word), "string", None) for word in titles}
	assert {word: shown[word] for word in titles if shown[word] not in titles[word]} == {}


def test_what_the_engine_answers_is_collected(template):
	texts = {text for text, _file, _context in translations.of_engine()}
	assert {"cancelled", "second on one day", "changed hands", "part period", "leave", "exemption"} <= texts
	assert "{0} is not a Party member." in texts
	assert texts - {""} <= {each.id for each in template}


def test_states_read_the_same_on_the_site_and_in_the_report(chinese):
	from liaison_app.outlook.wording import REASONS, STATES

	for english, text in {**STATES, **REASONS}.items():
		assert chinese.get(english).string == text.zh, english


def test_choices_read_the_same_on_the_site_and_in_the_workbook(chinese):
	from liaison_app.services.workbook.sheets import END_REASONS, HARDSHIPS, STATUSES

	for english, expected in {**END_REASONS, **HARDSHIPS, **STATUSES}.items():
		message = chinese.get(english, "Liaison Assignment") or chinese.get(english)
		assert message.string == expected, english


def test_an_ambiguous_word_keeps_its_general_sense_elsewhere(chinese):
	assert chinese.get("Subject", "Duty Rule").string == "联系对象"
	assert chinese.get("Subject").string == "主题"
