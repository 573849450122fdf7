"""docs/word-templates.md tells administrators what is really there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from liaison_app.forms import FORMS, LIMITS, names_of
from liaison_app.forms.language import ALLOWED_FILTERS, ALLOWED_TESTS, LOOP_PARTS
from liaison_app.forms.package import LARGEST_FILE, LARGEST_UNPACKED

TEXT = (Path(__file__).parents[2] / "docs" / "word-templates.md").read_text(encoding="utf-8")
MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_field_of_a_form_is_listed_and_no_other(form):
	section = TEXT.split(f"### {form.title}\n")[1].split("\n### ")[0]
	assert re.findall(r"^\| `([\w.]+)` \|", section, re.MULTILINE) == list(names_of(form.fields))


def test_every_word_of_the_language_is_told():
	told = set(re.findall(r"\w+", TEXT.split("## What is checked")[0]))
	assert {*ALLOWED_FILTERS, *ALLOWED_TESTS, *LOOP_PARTS} - told == set()


def test_limits_are_those_in_force():
	assert f"at most {LARGEST_FILE // MEGABYTE} MB, {LARGEST_UNPACKED // MEGABYTE} MB unpacked" in TEXT
	told = f"{LIMITS.processor_seconds} seconds of a processor, {LIMITS.seconds} seconds on the clock"
	assert told in TEXT
	assert f"{LIMITS.output // MEGABYTE} MB of output" in TEXT
