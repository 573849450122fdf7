"""The DocTypes are what Frappe expects of them, and its standard features work on them."""

import csv
import io
import json
from pathlib import Path

import frappe
import pytest
from frappe.model import no_value_fields

import liaison_app
from liaison_app import install
from liaison_app.engine import rules
from tests.site.builders import (
	ensure,
	insert,
	make_assignment,
	make_obligation,
	make_officer,
	make_rule,
	make_target,
	make_unit,
	make_user,
	make_visit,
)

FOLDER = Path(liaison_app.__file__).parent / "liaison" / "doctype"
FILES = sorted(FOLDER.glob("*/*.json"))
NOT_ON_THE_FORM = {"name"}
# Engine fields that a form says otherwise: no quantity at all is a box to tick.
SELECTS = {
	"Duty Rule": rules.DutyRule,
	"Liaison Assignment Rule": rules.AssignmentRule,
}
IMPORTED = (
	"Contact Target",
	"Contact Visit",
	"Duty Rule",
	"Liaison Assignment",
	"Liaison Assignment Rule",
	"Liaison Calendar Day",
	"Liaison Officer",
	"Liaison Post",
	"Liaison Regulation",
	"Liaison Term",
	"Liaison Timetable Entry",
	"Liaison Unit",
	"Target Type",
)


def doctypes(**filters):
	return frappe.get_all("DocType", {"module": "Liaison", **filters}, pluck="name", order_by="name asc")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_site_would_export_what_the_file_says(site, file):
	stored = json.loads(file.read_text())
	exported = frappe.get_doc("DocType", stored["name"]).as_dict(no_nulls=True)
	assert [field.fieldname for field in exported.fields] == stored["field_order"]
	for field, written in zip(exported.fields, stored["fields"], strict=True):
		assert {key: field.get(key) for key in written} == written
	for key in ("autoname", "title_field", "search_fields", "is_submittable", "istable", "track_changes"):
		assert (exported.get(key) or None) == (stored.get(key) or None)


@pytest.mark.parametrize("doctype", SELECTS)
def test_every_field_of_a_rule_is_on_its_form_with_the_same_choices(site, doctype):
	from dataclasses import fields
	from typing import Literal, get_args, get_origin, get_type_hints

	hints = get_type_hints(SELECTS[doctype])
	meta = frappe.get_meta(doctype)
	for field in fields(SELECTS[doctype]):
		if field.name in NOT_ON_THE_FORM:
			continue
		on_form = meta.get_field(field.name)
		assert on_form, f"{doctype} lacks {field.name}"
		if get_origin(hints[field.name]) is Literal:
			assert tuple(on_form.options.split("\n")) == get_args(hints[field.name])
			assert on_form.default == field.default
		elif isinstance(field.default, bool | int | float) and field.name != "quantity":
			assert float(on_form.default or 0) == float(field.default), field.name


def test_every_doctype_is_linked_to_things_that_exist(site):
	for name in doctypes():
		meta = frappe.get_meta(name)
		for field in meta.fields:
			if field.fieldtype in ("Link", "Table", "Table MultiSelect"):
				assert frappe.db.exists("DocType", field.options), (name, field.fieldname)
		for link in meta.links:  # a field of a child table is found as well
			assert frappe.get_all(link.link_doctype, {link.link_fieldname: "nothing"}) == [], (
				name,
				link.link_doctype,
			)
		for field in (meta.search_fields or "").split(","):
			assert not field or meta.get_field(field.strip()), (name, field)


def test_records_that_people_make_keep_their_versions_and_can_be_imported(site):
	for name in IMPORTED:
		meta = frappe.get_meta(name)
		assert meta.track_changes and meta.allow_import, name


@pytest.mark.parametrize(
	("doctype", "columns"),
	[
		("Periodic Obligation", "officer,state"),
		("Periodic Obligation", "rule,period_key"),
		("Periodic Obligation", "next_due,state"),
		("Periodic Obligation", "subject"),
		("Periodic Obligation", "owner_key,frozen"),
		("Periodic Obligation", "unit"),
		("Contact Visit Officer", "officer"),
		("Contact Visit Target", "target"),
		("Liaison Assignment", "officer,target"),
		("Liaison Assignment", "target,status"),
		("Liaison Unit", "lft,rgt"),
		("Liaison User Link", "user"),
	],
)
def test_what_is_searched_for_has_an_index(site, doctype, columns):
	found: dict[str, list[str]] = {}
	for row in frappe.db.sql(f"show index from `tab{doctype}`", as_dict=True):
		found.setdefault(row.Key_name, []).append(row.Column_name)
	assert any(",".join(index).startswith(columns) for index in found.values())


def test_a_week_of_a_rota_has_one_row(site):
	rule = make_rule(owner_kind="Rotation", period="Week")
	officer = make_officer(make_unit("Test College"), None)
	week = insert("Roster Week", rule=rule.name, week="2019-03-06", officer=officer.name)
	assert str(week.week) == "2019-03-04"
	with pytest.raises(frappe.DuplicateEntryError):
		insert("Roster Week", rule=rule.name, week="2019-03-04")
	with pytest.raises(frappe.UniqueValidationError):
		frappe.get_doc({"doctype": "Roster Week", "rule": rule.name, "week": "2019-03-04"}).db_insert()
	with pytest.raises(frappe.ValidationError, match="no rule in rotation"):
		insert("Roster Week", rule=make_rule().name, week="2019-03-04")


def test_installing_again_changes_nothing(site):
	def everything():
		return {
			name: frappe.get_all(name, pluck="name", order_by="name asc")
			for name in ("Role", "Trigger Event Type", "Workspace", "Singles")
			if name != "Singles"
		}

	before, settings = everything(), frappe.get_single("Liaison Settings").as_dict()
	install.ensure_everything()
	assert everything() == before
	assert frappe.get_single("Liaison Settings").as_dict() == settings
	assert settings.horizon_days == 31 and settings.chunk_size == 200


def test_settings_refuse_what_no_run_can_use(site):
	for field, value in (("horizon_days", 0), ("chunk_size", -1)):
		settings = frappe.get_single("Liaison Settings")
		settings.set(field, value)
		with pytest.raises(frappe.ValidationError):
			settings.save()


@pytest.mark.parametrize("name", ["Liaison", "Liaison Supervision", "Liaison Setup"])
def test_a_workspace_links_to_what_exists(site, name):
	workspace = frappe.get_doc("Workspace", name)
	assert workspace.public and workspace.module == "Liaison"
	targets = {(row.link_type, row.link_to) for row in workspace.links if row.link_to}
	targets |= {(row.type, row.link_to) for row in workspace.shortcuts}
	targets |= {("Number Card", row.number_card_name) for row in workspace.number_cards}
	targets |= {("Dashboard Chart", row.chart_name) for row in workspace.charts}
	assert len(targets) > 12
	assert [target for target in sorted(targets) if not frappe.db.exists(*target)] == []


# ---- standard features


def test_a_unit_that_gets_a_part_becomes_a_group_and_the_tree_is_kept(site):
	school = make_unit("Test School")
	college = make_unit("Test College", school)
	branch = make_unit("Test Branch", college)
	rows = {name: frappe.get_doc("Liaison Unit", name) for name in (school, college, branch)}
	assert rows[school].is_group and rows[college].is_group and not rows[branch].is_group
	assert rows[school].lft < rows[college].lft < rows[branch].lft < rows[branch].rgt < rows[college].rgt
	rows[college].reload()
	rows[college].parent_liaison_unit = branch
	with pytest.raises(frappe.ValidationError):
		rows[college].save()


def test_names_and_titles_read_well(site):
	unit = make_unit("Test College")
	officer, target = make_officer(unit, None, full_name="Ann Lee"), make_target(unit, title="Class 1")
	assert officer.name.startswith("LO-") and target.name.startswith("CT-")
	assignment = make_assignment(officer, target)
	assert assignment.get_title() == "Ann Lee → Class 1"
	assert make_visit([officer], [target]).get_title() == "Class 1"
	assert officer.get_title() == "Ann Lee"


def test_a_tag_a_comment_and_a_version(site):
	from frappe.desk.doctype.tag.tag import add_tag

	target = make_target(make_unit("Test College"))
	target.title = "Renamed"
	target.save()
	assert frappe.db.exists("Version", {"ref_doctype": "Contact Target", "docname": target.name})
	add_tag("important", "Contact Target", target.name)
	assert "important" in frappe.db.get_value("Contact Target", target.name, "_user_tags")
	target.add_comment("Comment", "seen")
	assert frappe.db.exists("Comment", {"reference_name": target.name, "comment_type": "Comment"})


def test_an_obligation_can_be_commented_and_tagged_though_nobody_types_it(site):
	from frappe.desk.doctype.tag.tag import add_tag

	unit = make_unit("Test College")
	duty = make_obligation(make_officer(unit, None), make_rule(), make_target(unit))
	duty.add_comment("Comment", "talked about it")
	add_tag("important", "Periodic Obligation", duty.name)
	assert "important" in frappe.db.get_value("Periodic Obligation", duty.name, "_user_tags")


def test_a_workflow_can_drive_the_status_of_an_assignment(site, as_user):
	from frappe.model.workflow import apply_workflow, get_transitions

	for state in ("Draft", "Approved"):
		ensure("Workflow State", "workflow_state_name", state)
	ensure("Workflow Action Master", "workflow_action_name", "Approve")
	insert(
		"Workflow",
		workflow_name="Assignments",
		document_type="Liaison Assignment",
		workflow_state_field="status",
		is_active=1,
		send_email_alert=0,
		states=[
			{"state": "Draft", "doc_status": "0", "allow_edit": "Liaison Officer"},
			{"state": "Approved", "doc_status": "0", "allow_edit": "Liaison Manager"},
		],
		transitions=[
			{"state": "Draft", "action": "Approve", "next_state": "Approved", "allowed": "Liaison Manager"}
		],
	)
	unit = make_unit("Test College")
	manager = make_user("max@liaison.example", "Liaison Manager")
	draft = make_assignment(make_officer(unit, None), make_target(unit), status="Draft")
	with as_user(manager):
		assert [row.action for row in get_transitions(draft)] == ["Approve"]
		assert apply_workflow(draft, "Approve").status == "Approved"


@pytest.mark.commits
def test_a_field_added_with_customize_form_may_be_filtered_on_by_rules(site):
	customize = frappe.get_doc("Customize Form")
	customize.doc_type = "Contact Visit"
	customize.run_method("fetch_to_customize")
	customize.append(
		"fields",
		{"fieldname": "custom_weather", "fieldtype": "Data", "label": "Weather", "is_custom_field": 1},
	)
	customize.run_method("save_customization")
	rule = make_rule(visit_filters=json.dumps([["custom_weather", "=", "fine"]]))
	assert rule.as_rule().visit_filters[0].fieldname == "custom_weather"


@pytest.mark.commits
def test_targets_come_in_by_data_import(site):
	from frappe.core.doctype.data_import.importer import Importer

	unit = make_unit("Test College")
	ensure("Target Type", "target_type_name", "Class")
	frappe.db.commit()
	text = io.StringIO()
	csv.writer(text).writerows(
		[
			["Title", "Type", "Unit", "Code"],
			["Class 1", "Class", unit, "C1"],
			["Class 2", "Class", unit, "C2"],
		]
	)
	file = insert("File", file_name="targets.csv", content=text.getvalue(), is_private=1)
	data_import = insert(
		"Data Import",
		reference_doctype="Contact Target",
		import_type="Insert New Records",
		import_file=file.file_url,
	)
	Importer("Contact Target", data_import=data_import).import_data()
	frappe.delete_doc("Data Import", data_import.name, force=True)
	assert set(frappe.get_all("Contact Target", {"unit": unit}, pluck="code")) == {"C1", "C2"}


def test_texts_of_all_fields_are_short_plain_sentences(site):
	for name in doctypes():
		for field in frappe.get_meta(name).fields:
			if field.fieldtype not in no_value_fields:
				assert field.label, (name, field.fieldname)
			assert len(field.description or "") <= 160, (name, field.fieldname)


def test_a_document_is_handed_in_once_and_for_a_rule_that_asks_for_it(site):
	unit = make_unit("Test College")
	officer = make_officer(unit, None)
	asks = make_rule(counts=[], measure="Document", document_kind="Plan")
	values = {"title": "Plan", "document_kind": "Plan", "officer": officer.name}
	with pytest.raises(frappe.ValidationError, match="an officer or a unit"):
		insert("Duty Document", **{**values, "officer": None})
	with pytest.raises(frappe.ValidationError, match="does not ask for a document"):
		insert("Duty Document", **values, rule=make_rule().name, period_key="S:T1")
	with pytest.raises(frappe.ValidationError, match="Name the period"):
		insert("Duty Document", **values, rule=asks.name)
	document = insert("Duty Document", **values, rule=asks.name, period_key="S:T1")
	assert document.handed_in_on is None
	document.submit()
	frappe.db.set_value("Duty Document", document.name, "handed_in_on", "2019-03-01")
	document.reload()
	document.cancel()
	again = frappe.copy_doc(document)
	again.amended_from = document.name
	again.submit()
	assert str(again.handed_in_on) == "2019-03-01"
