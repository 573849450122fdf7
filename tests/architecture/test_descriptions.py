"""Whoever fills in a form is told what a field means, and whoever opens an empty list what it is for."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.architecture.rules.source import APP
from tests.architecture.test_declarations import ROOT, doctype_files

Meta = dict[str, Any]

# Evident from their labels.
EVIDENT = frozenset(
	"title title_zh full_name person_name phone mobile_short office_phone place date naming_series".split()
)
LAYOUT = frozenset(
	("Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading", "Fold", "Image")
)


def all_doctypes() -> list[Meta]:
	return [json.loads(file.read_text()) for file in doctype_files()]


def chosen_only(doctypes: list[Meta]) -> set[str]:
	"""Child tables that are shown as a row of names to choose: nobody sees their fields."""
	fields = [field for doctype in doctypes for field in doctype["fields"]]
	return {field["options"] for field in fields if field["fieldtype"] == "Table MultiSelect"}


def filled_in(doctype: Meta) -> Iterator[Meta]:
	"""The fields that a user fills in."""
	for field in doctype["fields"]:
		if field["fieldtype"] not in LAYOUT and not (field.get("read_only") or field.get("hidden")):
			yield field


def undescribed() -> list[str]:
	doctypes = all_doctypes()
	skipped = chosen_only(doctypes)
	return sorted(
		f"{doctype['name']}: {field['fieldname']}"
		for doctype in doctypes
		if doctype["name"] not in skipped and not doctype.get("in_create")
		for field in filled_in(doctype)
		if not field.get("description") and field["fieldname"] not in EVIDENT
	)


def test_every_field_that_is_not_evident_is_described():
	assert undescribed() == []


def test_a_description_is_short():
	sentences = [field.get("description") or "" for each in all_doctypes() for field in each["fields"]]
	assert [sentence for sentence in sentences if len(sentence) > 160] == []


@pytest.mark.parametrize("doctype", all_doctypes(), ids=lambda doctype: doctype["name"])
def test_an_empty_list_says_what_it_is_for(doctype: Meta):
	"""Frappe shows the DocType's description in an empty list."""
	has_list = not (doctype.get("istable") or doctype.get("issingle"))
	assert bool(doctype.get("description")) or not has_list


def test_every_field_of_a_tour_is_in_its_form():
	for file in (ROOT / APP / "liaison" / "form_tour").glob("*/*.json"):
		tour = json.loads(file.read_text())
		(doctype,) = (each for each in all_doctypes() if each["name"] == tour["reference_doctype"])
		labels = {field["fieldname"]: field.get("label") for field in doctype["fields"]}
		assert {step["fieldname"]: step["label"] for step in tour["steps"]}.items() <= labels.items()
