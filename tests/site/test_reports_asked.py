"""Filters that make no sense, texts that are code, sites without anything, files, and the number of queries."""

import csv
import io
import json
import threading
from datetime import date
from typing import Any

import frappe
import openpyxl
import pytest
from frappe.desk.query_report import export_query

from liaison_app.services.reports import fell_short
from tests.site.builders import (
	ensure,
	make_assignment,
	make_matter,
	make_obligation,
	make_officer,
	make_rule,
	make_target,
	make_unit,
	make_visit,
)
from tests.site.queries import counted
from tests.site.reports_kit import REPORTS, lines_of, run_report

SPAN = {"from_date": "2026-09-01", "to_date": "2026-10-31"}
HEARD = "Class Observation"
SCRIPT = "<script>alert(1)</script>"
FORMULA = "=cmd|'/C calc'!A0"
HIDDEN_FORMULA = "<b>=1+1</b>"


def a_row(officer: Any, rule: Any, target: Any = None, **values: Any) -> Any:
	common = {
		"state": "Missed",
		"owner_key": officer.name,
		"nature": "Required",
		"quantity": 2,
		"done": 1,
		"quantity_unit": "Times",
		"period_start": "2026-09-01",
		"period_end": "2026-09-30",
		"next_due": "2026-09-30",
		"last_due": "2026-09-30",
		"plan_data": json.dumps({"dues": [date(2026, 9, 30).toordinal()]}),
	}
	return make_obligation(officer, rule, target, **{**common, **values})


def something_everywhere(title: str, number: int = 1) -> None:
	"""A unit, an officer, a target, a rule, a visit and a missed duty of that title, so that each report has a line."""
	unit = make_unit(title.translate(dict.fromkeys(map(ord, '<>"'))))  # no such name is taken
	rule = make_rule(title=title, clause=title)
	for each in range(number):
		officer = make_officer(unit, user=None, full_name=f"{title} {each}")
		target = make_target(unit, title=f"{title} {each}", represents_unit=unit)  # for the log of branches
		make_target(unit, title=f"{title} held by nobody {each}")
		make_assignment(officer, target)
		visit = make_visit([officer], [target], start="2026-10-05 09:00:00", place=title, lesson=title)
		visit.append("activities", {"activity": ensure("Liaison Activity Type", "activity_name", HEARD)})
		visit.submit()
		a_row(officer, rule, target, unit=unit, subject_title=title)
		make_matter(unit, raised_on="2026-10-05", subject=title)


# --- filters ---


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize(
	("filters", "said"),
	[
		({"unit": "No such unit"}, "There is no"),
		({"unit": {"like": "%"}}, "There is no"),
		({"unit": ["like", "%"]}, "There is no"),
		({"officer": "' or 1=1 --"}, "There is no"),
		({"rule": SCRIPT}, "There is no"),
		({"term": "1066"}, "There is no"),
		({"nature": "Voluntary"}, "is no choice"),
		({"period": "Fortnight"}, "is no choice"),
		({"from_date": "tomorrow"}, "is no date"),
		({"to_date": "2026-02-30"}, "is no date"),
		({"from_date": "2026-10-31", "to_date": "2026-10-01"}, "lies after"),
	],
)
def test_filters_that_make_no_sense_are_told(site, report, filters, said):
	answer = run_report(report, **filters)
	assert said in answer["message"]
	assert "<script>" not in answer["message"]
	assert (answer["result"], answer["columns"], answer["chart"]) == ([], [], None)


def test_a_wrong_filter_does_not_have_the_report_prepared_in_the_background(site):
	"""Frappe's clock beside a report would do that for everybody, fifteen seconds after an error."""
	before = set(threading.enumerate())
	run_report("Duty Ledger", unit="No such unit")
	begun = set(threading.enumerate()) - before
	# A clock that was stopped takes a moment to go.
	assert not [each for each in begun if isinstance(each, threading.Timer) and not each.finished.is_set()]


@pytest.mark.parametrize(
	("report", "name", "value"),
	[
		("Load per Officer and Week", "capacity", "many"),
		("Load per Officer and Week", "capacity", -1),
		("Visit Register", "recorded_late", "2.5"),
		("Visit Register", "recorded_late", 10**9),
	],
)
def test_numbers_that_are_none_are_refused(site, report, name, value):
	assert "whole number" in run_report(report, **{name: value})["message"]


def test_without_filters_it_is_about_the_present(site):
	today = frappe.utils.getdate()
	for report in REPORTS:
		words = run_report(report)["message"].rstrip(".").split()
		first, last = (frappe.utils.getdate(word) for word in words[1::2])
		assert first <= today <= last, report


def test_a_first_day_alone_reaches_to_the_end_of_the_period_and_a_last_day_back_to_its_start(site):
	this_year = frappe.utils.getdate().year
	since = run_report("Duty Ledger", period="Calendar Year", from_date=f"{this_year}-03-01")["message"]
	assert since == f"From {this_year}-03-01 to {this_year}-12-31."
	until = run_report("Duty Ledger", period="Calendar Year", to_date=f"{this_year}-03-01")["message"]
	assert until == f"From {this_year}-01-01 to {this_year}-03-01."


# --- nothing, and code for text ---


def test_a_site_without_anything(site):
	for report in REPORTS:
		answer = run_report(report, **SPAN)
		assert (answer["result"], answer["chart"]) == ([], None), report
		assert answer["columns"] and answer["report_summary"]


@pytest.mark.parametrize("title", [SCRIPT, '"><i>alert(1)</i>'])
def test_markup_in_titles_is_no_markup_in_cells_nor_in_the_chart(site, title):
	something_everywhere(title)
	for report in REPORTS:
		answer = run_report(report, **SPAN)
		shown = {column["fieldname"] for column in answer["columns"] if not column.get("hidden")}
		cells = [str(value) for line in answer["result"] for name, value in line.items() if name in shown]
		assert any("alert(1)" in cell for cell in cells), report
		assert not any("<" in cell or ">" in cell for cell in cells), report
		assert "<" not in json.dumps(answer["chart"], default=str), report
		assert "<" not in answer["message"]


def exported(report: str, file_type: str) -> Any:
	"""The content of the file that the desk's export gives."""
	frappe.local.response = frappe._dict()
	frappe.local.form_dict = frappe._dict(
		report_name=report,
		file_format_type=file_type,
		filters=json.dumps(SPAN),
		applied_filters="{}",
		visible_idx="[]",
		custom_columns="[]",
		include_indentation=0,
		include_filters=0,
	)
	export_query()
	return frappe.local.response.filecontent


@pytest.mark.parametrize("title", [FORMULA, HIDDEN_FORMULA, "+1-1", "@SUM(A1)"])
def test_a_formula_stays_a_text_in_a_workbook_and_in_a_csv_file(site, title):
	something_everywhere(title)
	for report in REPORTS:
		sheet = openpyxl.load_workbook(io.BytesIO(exported(report, "Excel"))).active
		cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
		assert len(cells) > 10
		assert {cell.data_type for cell in cells} <= {"s", "n", "d"}, report
		texts = [value for row in csv.reader(io.StringIO(exported(report, "CSV").decode())) for value in row]
		assert any(title.strip("<b>/") in value for value in texts), report
		assert not [value for value in texts if value and value[0] in "=+@"], report


def test_hidden_names_are_in_no_file(site):
	something_everywhere("College of Files")
	for report in REPORTS:
		columns = run_report(report, **SPAN)["columns"]
		shown = [column["label"] for column in columns if not column.get("hidden")]
		assert len(shown) < len(columns)
		assert next(csv.reader(io.StringIO(exported(report, "CSV").decode()))) == shown


# --- queries ---


def test_more_rows_are_no_more_queries(site):
	something_everywhere("Few", 1)
	few = {report: queries_of(report) for report in REPORTS}
	something_everywhere("Many", 6)
	many = {report: queries_of(report) for report in REPORTS}
	for report in REPORTS:
		assert many[report][0] > few[report][0] > 0, report
		assert many[report][1] == few[report][1], report


def queries_of(report: str) -> tuple[int, int]:
	"""(lines, queries), after Frappe has read what it remembers."""
	run_report(report, **SPAN)
	with counted() as queries:
		lines = len(lines_of(report, **SPAN))
	return lines, len(queries)


# --- what only a made-up row shows ---


def test_of_an_open_row_only_what_fell_due_is_lacking(site):
	"""Four units fall due in four months; by 20 November two have, and one contact was made: one is lacking, not three."""
	officer, rule = make_officer(make_unit("Paced"), user=None), make_rule(quantity=4)
	dues = [date(2026, month, 28).toordinal() for month in (9, 10, 11, 12)]
	values = {"quantity": 4, "done": 1, "state": "Overdue", "plan_data": json.dumps({"dues": dues})}
	a_row(officer, rule, period_end="2026-12-31", last_due="2026-12-28", next_due="2026-10-28", **values)
	answer = fell_short.report({"from_date": "2026-09-01", "to_date": "2026-12-31"}, date(2026, 11, 20))
	assert [line["lacking"] for line in answer.lines if not line.get("is_total")] == [1]


def test_paced_units_are_due_in_their_weeks(site):
	"""Two units, due on a Wednesday and on the Sunday of the week after: one contact in each week."""
	officer, rule = make_officer(make_unit("Paced"), user=None), make_rule(quantity=2, pacing="Evenly")
	dues = [date(2026, 10, 7).toordinal(), date(2026, 10, 18).toordinal()]
	a_row(officer, rule, last_due="2026-10-18", next_due="2026-10-18", plan_data=json.dumps({"dues": dues}))
	lines = lines_of("Load per Officer and Week", **SPAN)
	assert [(line["week"], line["contacts"]) for line in lines] == [("2026-W41", 1), ("2026-W42", 1)]


def test_documents_and_minutes_are_not_added_to_contacts(site):
	officer = make_officer(make_unit("Units"), user=None)
	for unit, quantity in (("Times", 2), ("Targets", 1), ("Documents", 1), ("Minutes", 240)):
		a_row(officer, make_rule(), quantity=quantity, quantity_unit=unit)
	(line,) = lines_of("Load per Officer and Week", **SPAN)
	assert (line["contacts"], line["documents"], line["minutes_owed"]) == (3, 1, 240)


def test_a_rolling_duty_asks_for_one_contact_on_its_next_day(site):
	officer = make_officer(make_unit("Rolling"), user=None)
	rule = make_rule(
		period="Rolling", rolling_days=30, rolling_first_days=30, subject_kind="Assigned", due="Period End"
	)
	a_row(
		officer, rule, quantity=1, state="Open", period_end=None, next_due="2026-10-14", last_due="2026-09-30"
	)
	(line,) = lines_of("Load per Officer and Week", **SPAN)
	assert (line["week"], line["contacts"]) == ("2026-W42", 1)


def test_several_units_at_the_top_have_a_total(site):
	for name in ("North", "South"):
		officer = make_officer(make_unit(name), user=None)
		a_row(officer, make_rule(), unit=name)
	lines = run_report("Attainment by Unit", **SPAN)["result"]
	assert [(line["unit_title"], line["owed"], line["attainment"]) for line in lines] == [
		("North", 1, 50.0),
		("South", 1, 50.0),
		("Total", 2, 50.0),
	]
