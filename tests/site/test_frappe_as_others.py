"""What Frappe itself tells somebody of another college about the rows of the app: nothing, whichever of its functions is asked."""

import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest

from tests import sitekit
from tests.site.reports_kit import REPORTS
from tests.site.two_colleges import FLOWER, NEVER, SPAN, TODAY, ask, counts, leaked, make_two_colleges

WHO = ("officer", "reviewer", "clerk")
YEAR = {"from_date": f"{TODAY.year}-01-01", "to_date": f"{TODAY.year}-12-31"}


@pytest.fixture(scope="module", autouse=True)
def colleges(site):
	with sitekit.clean_afterwards():
		yield make_two_colleges()


def each_row(asked: Callable[[str, str], dict[str, Any]]) -> Callable[[Any], list[dict[str, Any]]]:
	return lambda west: [asked(doctype, name) for doctype, name in west.rows.items()]


def named(doctype: str, name: str) -> dict[str, Any]:
	return {"doctype": doctype, "name": name}


def tables_of(doctype: str) -> list[str]:
	return [field.options for field in frappe.get_meta(doctype).get_table_fields()]


def by_name(doctype: str, name: str) -> str:
	return json.dumps([[doctype, "name", "=", name]])


# method, questions, whether the manager is told
OF_FRAPPE: list[tuple[str, Callable[[Any], list[dict[str, Any]]], bool]] = [
	("frappe.client.get", each_row(named), True),
	(
		"frappe.client.get_value",
		each_row(lambda doctype, name: {**named(doctype, name), "fieldname": "*", "filters": name}),
		True,
	),
	(
		"frappe.client.get_list",
		each_row(lambda doctype, name: {"doctype": doctype, "fields": ["*"], "filters": {"name": name}}),
		True,
	),
	("frappe.desk.form.load.getdoc", each_row(named), True),
	(
		"frappe.desk.reportview.get",
		each_row(
			lambda doctype, name: {
				"doctype": doctype,
				"fields": json.dumps([f"`tab{doctype}`.`name`", f"`tab{doctype}`.`modified`"]),
				"filters": by_name(doctype, name),
			}
		),
		True,
	),
	(
		"frappe.desk.search.search_link",
		each_row(lambda doctype, name: {"doctype": doctype, "txt": name, "ignore_user_permissions": 1}),
		True,
	),
	(
		"frappe.client.validate_link",
		each_row(
			lambda doctype, name: {"doctype": doctype, "docname": name, "fields": ["name", "owner"]},
		),
		True,
	),
	(
		"frappe.desk.search.get_link_title",
		lambda west: [
			{"doctype": doctype, "docname": name}
			for doctype, name in west.rows.items()
			if doctype != "Liaison Officer"  # named to who may record visits
		],
		True,
	),
	("frappe.desk.form.load.get_docinfo", each_row(named), False),
	(
		"frappe.desk.form.linked_with.get",
		each_row(lambda doctype, name: {"doctype": doctype, "docname": name}),
		True,
	),
	(
		"frappe.www.printview.get_html_and_style",
		each_row(lambda doctype, name: {"doc": doctype, "name": name}),
		True,
	),
	(
		"frappe.utils.print_format.download_pdf",
		each_row(lambda doctype, name: {**named(doctype, name), "format": "Standard"}),
		False,
	),
	(
		"frappe.utils.print_format.download_multi_pdf",
		each_row(
			lambda doctype, name: {"doctype": doctype, "name": json.dumps([name]), "format": "Standard"}
		),
		False,
	),
	(
		"frappe.client.get_list",
		lambda west: [
			{"doctype": table, "parent": doctype, "fields": ["*"], "filters": {"parent": name}}
			for doctype, name in west.rows.items()
			for table in tables_of(doctype)
		],
		True,
	),
	(
		"frappe.client.get_value",
		lambda west: [
			{"doctype": table, "parent": doctype, "fieldname": "*", "filters": {"parent": name}}
			for doctype, name in west.rows.items()
			for table in tables_of(doctype)
		],
		True,
	),
	(
		"frappe.desk.calendar.get_events",
		lambda west: [
			{
				"doctype": "Contact Visit",
				**SPAN,
				"field_map": json.dumps({"start": "start", "end": "start", "title": "title"}),
				"fields": json.dumps(["start", "title", "name"]),
			}
		],
		True,
	),
	(
		"frappe.desk.listview.get_group_by_count",
		lambda west: [
			{"doctype": "Periodic Obligation", "current_filters": "[]", "field": field}
			for field in ("officer", "unit", "subject_title")
		],
		True,
	),
	(
		"frappe.desk.form.utils.get_next",
		each_row(lambda doctype, name: {"doctype": doctype, "value": "", "prev": 0, "filters": "{}"}),
		False,
	),
	(
		"frappe.desk.query_report.run",
		lambda west: [
			{"report_name": report, "filters": json.dumps({**YEAR, **asked})}
			for report in REPORTS
			for asked in ({}, {"officer": west.officer.name}, {"target": west.target.name})
		],
		True,
	),
	(
		"frappe.desk.form.utils.add_comment",
		each_row(
			lambda doctype, name: {
				"reference_doctype": doctype,
				"reference_name": name,
				"content": "x",
				"comment_email": "x@liaison.example",
				"comment_by": "x",
			}
		),
		False,
	),
	(
		"frappe.share.add",
		each_row(
			lambda doctype, name: {"doctype": doctype, "name": name, "user": frappe.session.user, "write": 1}
		),
		False,
	),
	("frappe.client.delete", each_row(named), False),
	(
		"frappe.client.set_value",
		each_row(lambda doctype, name: {**named(doctype, name), "fieldname": "title", "value": "x"}),
		False,
	),
	("frappe.client.cancel", each_row(named), False),
]
QUIET = (frappe.ValidationError, *NEVER, TypeError, AttributeError, KeyError)


@pytest.mark.parametrize(("method", "questions", "told"), OF_FRAPPE, ids=[each[0] for each in OF_FRAPPE])
@pytest.mark.parametrize("who", [*WHO, "nobody"])
def test_frappes_own_functions_tell_nothing_either(colleges, as_user, method, questions, told, who):
	west, east = colleges.west, colleges.east
	users = {"officer": east.officer.user, "nobody": colleges.nobody}
	before = counts(west)
	with as_user(users.get(who) or east[who]):
		for arguments in questions(west):
			try:
				said = ask(method, arguments)
			except QUIET as refused:
				said = f"{refused} {frappe.as_json(frappe.get_message_log())}"
			assert not leaked(said, arguments, west), arguments
	assert counts(west) == before


@pytest.mark.parametrize(
	("method", "questions", "told"),
	[each for each in OF_FRAPPE if each[2]],
	ids=[each[0] for each in OF_FRAPPE if each[2]],
)
def test_frappes_own_functions_tell_the_manager(colleges, as_user, method, questions, told):
	with as_user(colleges.manager):
		answers = " ".join(ask(method, arguments) for arguments in questions(colleges.west))
	assert FLOWER in answers.lower() or colleges.west.rows["Contact Visit"] in answers


@pytest.mark.commits
@pytest.mark.parametrize("who", WHO)
def test_an_export_holds_no_row_of_theirs(colleges, as_user, who):
	west, east = colleges.west, colleges.east
	with as_user(east.officer.user if who == "officer" else east[who]):
		for doctype, name in west.rows.items():
			fields = json.dumps([f"`tab{doctype}`.`name`", f"`tab{doctype}`.`owner`"])
			asked = {"doctype": doctype, "file_format_type": "CSV", "title": doctype, "fields": fields}
			try:
				said = ask(
					"frappe.desk.reportview.export_query", {**asked, "filters": by_name(doctype, name)}
				)
			except QUIET as refused:
				said = str(refused)
			assert west.officer.user not in said and name not in said.replace(by_name(doctype, name), "")
