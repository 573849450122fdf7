"""One vocabulary: fields and choices of the engine's rules are those of the DocTypes that an administrator fills in."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from liaison_app.engine import calendar, facts, rules

DOCTYPES = Path(__file__).resolve().parents[2] / "liaison_app" / "liaison" / "doctype"
PAIRS = {
	"duty_rule": rules.DutyRule,
	"liaison_assignment_rule": rules.AssignmentRule,
	"liaison_term": calendar.Term,
	"contact_target": facts.Target,
	"liaison_officer": facts.Officer,
	"liaison_assignment": facts.Assignment,
	"trigger_event": facts.Event,
	"exemption": facts.Exemption,
	"liaison_regulation": rules.Regulation,
}
# What a form must call otherwise: every document has a name and a parent of its own, and an event's status says more.
CALLED_OTHERWISE = {"name": "", "parent": "parent_contact_target", "cancelled": "status"}


def doctype_fields(doctype: str) -> dict[str, dict[str, Any]]:
	read = json.loads((DOCTYPES / doctype / f"{doctype}.json").read_text())
	return {field["fieldname"]: field for field in read["fields"]}


def choices(annotation: Any) -> list[str]:
	"""The values of a Literal, also of an optional one; empty for any other type."""
	if get_origin(annotation) is Literal:
		return [str(value) for value in get_args(annotation)]
	if get_origin(annotation) is Union:
		return [choice for part in get_args(annotation) for choice in choices(part)]
	return []


@pytest.mark.parametrize("doctype", PAIRS)
def test_every_field_of_the_engine_is_in_the_form(doctype: str):
	wanted = {CALLED_OTHERWISE.get(field.name, field.name) for field in fields(PAIRS[doctype])} - {""}
	assert sorted(wanted - set(doctype_fields(doctype))) == []


@pytest.mark.parametrize("doctype", PAIRS)
def test_the_form_offers_the_engines_choices(doctype: str):
	offered = doctype_fields(doctype)
	for name, annotation in get_type_hints(PAIRS[doctype]).items():
		wanted = choices(annotation)
		if wanted and name in offered and offered[name]["fieldtype"] == "Select":
			options = offered[name].get("options", "").split("\n")
			assert [option for option in options if option] == [choice for choice in wanted if choice], name
