"""A rule that cannot work is refused with its field and what to do, and nothing of it is stored."""

import json

import frappe
import pytest

from tests.site.builders import ensure, insert, make_regulation, make_rule, make_unit, rule_values


def refused(match, **values):
	"""The rule is refused with that text, and not stored."""
	rule = frappe.get_doc(rule_values(**values))
	with pytest.raises(frappe.ValidationError, match=match):
		rule.insert()
	assert not frappe.db.exists("Duty Rule", f"{rule.regulation}-{rule.code}")
	return frappe.message_log[-1]


@pytest.mark.parametrize(
	("values", "match"),
	[
		({"counts": []}, "names nothing"),
		({"counts": [{"activities": ""}]}, "names nothing"),
		({"quantity": 0}, "more than 0"),
		({"quantity": -1}, "negative|more than 0"),
		({"without_minimum": 1}, "needs a quantity"),
		({"quantity": 1.5}, "whole numbers"),
		({"period": "Event"}, "needs a trigger"),
		({"period": "Rolling", "subject_kind": "Assigned"}, "how many days"),
		({"period": "Once", "subject_kind": "Assigned"}, "how many days"),
		({"period": "Term of Office"}, "how many years"),
		({"period": "Yearly Window", "window_start": "09-01", "window_end": "9-10"}, "MM-DD"),
		({"measure": "Document"}, "kind of document"),
		({"takes_in": "X1"}, "paper takes in others"),
		(
			{
				"measure": "Document",
				"document_kind": "Check",
				"owner_kind": "Unit",
				"takes_in": "X99",
			},
			"Takes in: .*does not exist",
		),
		({"measure": "Minutes"}, "cannot be measured"),
		({"part": 1.5}, "between 0 and 1"),
		({"pacing": "Given Weeks"}, "teaching weeks"),
		({"pacing": "Given Weeks", "pacing_weeks": "three"}, "cannot be read"),
		({"counts": [{"activities": "Talk, Dance"}]}, "does not exist"),
		({"counts": [{"activities": "Talk", "tags": "Shiny"}]}, "does not exist"),
	],
)
def test_what_cannot_work_is_refused(site, values, match):
	refused(match, **values)


@pytest.mark.parametrize(
	("filters", "match"),
	[
		([["colour", "=", "red"]], "no field"),
		([["confidential_account", "like", "%x%"]], "no field"),
		([["targets", "=", "x"]], "no field"),
		([["mode", "resembles", "Phone"]], "no operator"),
		([["start", "between", ["2019-01-01"]]], "cannot work with this value"),
		({"mode": "Phone"}, "cannot be read"),
		([["mode", "="]], "cannot be read"),
	],
)
def test_a_filter_that_no_visit_can_answer_is_refused(site, filters, match):
	refused(match, visit_filters=json.dumps(filters))


def test_a_filter_that_is_no_json_is_refused(site):
	refused("cannot be read", visit_filters="[[mode")


def test_the_message_names_field_and_row_and_cannot_carry_html(site):
	said = refused("does not exist", counts=[{"activities": "Talk"}, {"activities": "<img src=x>"}])
	text = json.loads(said)["message"] if isinstance(said, str) else said["message"]
	assert "Contacts That Count, row 2, Activities" in text
	assert "<img" not in text


def test_an_advocated_rule_needs_no_quantity(site):
	rule = make_rule(nature="Advocated", without_minimum=1, quantity=0)
	assert rule.as_rule().quantity is None


def test_a_code_is_given_once_in_a_regulation(site):
	make_rule(code="A6")
	with pytest.raises(frappe.DuplicateEntryError):
		make_rule(code="A6")


def test_a_broken_change_leaves_the_stored_rule_as_it_was(site):
	rule = make_rule(quantity=2)
	rule.quantity = 0
	rule.append("posts", {"post": ensure("Liaison Post", "post_name", "Dean")})
	with pytest.raises(frappe.ValidationError):
		rule.save()
	assert frappe.db.get_value("Duty Rule", rule.name, "quantity") == 2
	assert not frappe.db.exists("Duty Rule Post", {"parent": rule.name})


def test_an_assignment_rule_names_targets_and_other_rules_that_exist(site):
	values = {"regulation": make_regulation(), "code": "X1", "title": "Hold a branch"}
	with pytest.raises(frappe.ValidationError, match="names no targets"):
		insert("Liaison Assignment Rule", **values)
	types = [{"target_type": ensure("Target Type", "target_type_name", "Branch")}]
	with pytest.raises(frappe.ValidationError, match="no assignment rule"):
		insert("Liaison Assignment Rule", **values, target_types=types, follows="X9")
	insert("Liaison Assignment Rule", **values, target_types=types, min_targets=1, max_targets=2)


def test_a_name_that_rules_list_has_no_comma(site):
	for doctype, field in (
		("Liaison Activity Type", "activity_name"),
		("Target Type", "target_type_name"),
		("Liaison Tag", "tag_name"),
	):
		with pytest.raises(frappe.ValidationError, match="without a comma"):
			insert(doctype, **{field: "Talk, Visit"})


@pytest.mark.parametrize(
	("doctype", "field"),
	[
		("Liaison Activity Type", "activity_name"),
		("Liaison Post", "post_name"),
		("Liaison Regulation", "regulation_name"),
		("Liaison Tag", "tag_name"),
		("Liaison Term", "term_name"),
		("Liaison Unit", "unit_name"),
		("Liaison Unit Type", "unit_type_name"),
		("Target Type", "target_type_name"),
		("Trigger Event Type", "event_type_name"),
	],
)
def test_a_name_ends_no_attribute_of_a_list(site, doctype, field):
	with pytest.raises(frappe.ValidationError, match="without a straight quote"):
		insert(doctype, **{field: 'x" autofocus onfocus="__pwned()'})


def test_a_renamed_unit_ends_no_attribute_of_a_list(site):
	unit = make_unit("Arts")
	with pytest.raises(frappe.ValidationError, match="without a straight quote"):
		frappe.rename_doc("Liaison Unit", unit, 'Arts" onfocus="')
	frappe.rename_doc("Liaison Unit", unit, "The “Arts”")
	assert frappe.db.exists("Liaison Unit", "The “Arts”")


def test_renaming_an_activity_renames_it_in_rules_and_deleting_it_is_refused(site):
	rule = make_rule(counts=[{"activities": "Talk"}])
	frappe.rename_doc("Liaison Activity Type", "Talk", "Long Talk")
	assert frappe.get_doc("Duty Rule", rule.name).counts[0].activities == "Long Talk"
	with pytest.raises(frappe.LinkExistsError, match=rule.name):
		frappe.delete_doc("Liaison Activity Type", "Long Talk")


def test_a_regulation_ends_after_it_begins_and_supersedes_another(site):
	with pytest.raises(frappe.ValidationError, match="lies before"):
		make_regulation("Z", effective_from="2019-01-01", effective_to="2018-12-31")
	regulation = frappe.get_doc("Liaison Regulation", make_regulation("Y"))
	regulation.supersedes = "Y"
	with pytest.raises(frappe.ValidationError, match="itself"):
		regulation.save()
