"""Code instead of words in every text field of every DocType: wherever the app makes HTML, files or messages of it, it stays a text."""

import csv
import io
import json
from datetime import date, datetime, time, timedelta

import frappe
import icalendar
import openpyxl
import pytest
from frappe.desk.query_report import export_query
from frappe.utils import add_days, getdate

from liaison_app.api import board, calendar, cards, duties, history, visits
from liaison_app.services import agenda, digests, ics, nudging, weekly_digests
from tests import sitekit
from tests.site.poisoned import NAME, POISON, TECHNICAL, active, make_poisoned, text_fields
from tests.site.reports_kit import REPORTS, run_report

YEAR = {"from_date": str(date.today() - timedelta(days=300)), "to_date": str(date.today())}
CHARACTERISTIC = "__pwned()"


@pytest.fixture(scope="module", autouse=True)
def poisoned(site):
	with sitekit.clean_afterwards():
		yield make_poisoned()


def test_the_reader_of_html_finds_what_would_run():
	for html in (
		POISON,
		'<a href=" javascript:alert(1)">x</a>',
		'<p title="" onmouseover=__pwned() x="">y</p>',
		"A049",
		"<b><iframe></b>",
	):
		assert active(html), html
	assert active(f"<b>{frappe.utils.escape_html(POISON)}</b>") == []


def test_every_text_field_holds_the_code(poisoned):
	"""Of every DocType of which there is a row; a new one whose texts nobody fills in here is named."""
	without_rows = {doctype for doctype, _field in text_fields() if not frappe.db.count(doctype)}
	assert without_rows <= {
		"Liaison Assignment Rule",
		"Liaison Calendar Feed",
		"Liaison Import",
		"Liaison Import Error",
		"Liaison Settings",
		"Liaison Unit Type",
	}
	for doctype, field in text_fields():
		if doctype not in without_rows:
			assert frappe.db.count(doctype, {field: ("like", f"{POISON}%")}), (doctype, field)
	assert all(
		frappe.get_meta(doctype).has_field(field) for doctype in TECHNICAL for field in TECHNICAL[doctype]
	)


# ---- what the app writes as HTML


def messages():
	fields = ["name", "subject", "email_content"]
	return frappe.get_all("Notification Log", {"for_user": ("like", "%.poison@%")}, fields)


@pytest.mark.commits
@pytest.mark.parametrize("language", ["en", "zh"])
def test_digests_and_nudges(poisoned, language):
	for user in poisoned.login.values():
		frappe.db.set_value("User", user, "language", language)
	digests.send_daily(getdate())
	week = add_days(getdate(), -getdate().weekday() - 7)
	weekly_digests.send_weekly(getdate(), week)
	told = nudging.nudge(poisoned.login["Reviewer"], [poisoned.officer.name], getdate())
	assert told.told == [poisoned.officer.name] or told.already
	found = messages()
	kinds = {message.name[:2] for message in found}
	assert {"LD", "LW", "LK"} <= kinds, kinds
	for message in found:
		assert active(message.subject) == [] and active(message.email_content) == [], message.name
		assert "A049" not in message.email_content
	assert CHARACTERISTIC in "".join(message.email_content or "" for message in found)


def test_todos(poisoned):
	found = frappe.get_all("ToDo", {"allocated_to": ("like", "%.poison@%")}, ["name", "description"])
	assert {todo.name[:2] for todo in found} >= {"TE", "TO"} or len(found) > 3
	assert CHARACTERISTIC in "".join(todo.description for todo in found)
	for todo in found:
		assert active(todo.description) == [], todo.name


def test_the_timeline_of_an_officer(poisoned):
	lines = nudging.timeline("Liaison Officer", poisoned.officer.name)
	assert lines
	for line in lines:
		assert active(line.get("content")) == []


def test_the_card_of_the_night(poisoned):
	assert active(cards.nightly_job()) == []


# ---- reports, on the screen and in files


@pytest.mark.parametrize("report", REPORTS)
def test_reports(poisoned, report):
	answer = run_report(report, **YEAR)
	assert answer["result"], report
	shown = [column for column in answer["columns"] if not column.get("hidden")]
	for line in answer["result"]:
		for column in shown:
			assert active(line.get(column["fieldname"])) == [], (report, column["fieldname"])
	for column in shown:
		assert active(column["label"]) == []
	for part in ("message", "report_summary"):
		assert active(json.dumps(answer.get(part), default=str)) == []
	chart = answer.get("chart") or {}
	for each in chart.get("data", {}).get("labels", []):
		assert active(each) == [], report


def exported(report, file_type):
	frappe.local.response = frappe._dict()
	frappe.local.form_dict = frappe._dict(
		report_name=report,
		file_format_type=file_type,
		filters=json.dumps(YEAR),
		applied_filters="{}",
		visible_idx="[]",
		custom_columns="[]",
		include_indentation=0,
		include_filters=0,
	)
	export_query()
	return frappe.local.response.filecontent


@pytest.mark.parametrize("report", REPORTS)
def test_worksheets_and_csv_files(poisoned, report):
	sheet = openpyxl.load_workbook(io.BytesIO(exported(report, "Excel"))).active
	cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
	assert len(cells) > 10
	assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
	texts = [text for row in csv.reader(io.StringIO(exported(report, "CSV").decode())) for text in row]
	assert not [text for text in texts if text.lstrip().startswith(("=cmd", "=1", "@", "+c"))]


# ---- the calendar file


def test_the_calendar_file(poisoned, as_user):
	entries = agenda.entries(poisoned.login["Officer"], getdate(add_days(getdate(), -60)), "en")
	content = ics.calendar_file(entries, "Liaison", "a.example", "Asia/Shanghai")
	parsed = icalendar.Calendar.from_ical(content)
	events = [each for each in parsed.walk() if each.name == "VEVENT"]
	assert len(events) == len(entries) > 2
	for event in events:
		assert set(event) <= {
			"UID",
			"DTSTAMP",
			"DTSTART",
			"DTEND",
			"DURATION",
			"SUMMARY",
			"DESCRIPTION",
			"STATUS",
			"TRANSP",
			"CATEGORIES",
			"URL",
			"LOCATION",
			"CLASS",
			"SEQUENCE",
			"LAST-MODIFIED",
			"CREATED",
		}, set(event)
		for field in ("SUMMARY", "DESCRIPTION", "LOCATION"):
			assert active(event.get(field)) == []
	assert CHARACTERISTIC in str([event.get("SUMMARY") for event in events])


# ---- answers of which the screens make HTML themselves: as it was entered, nothing worked out


def test_answers_of_the_pages_hold_the_text_as_it_was_entered(poisoned, as_user):
	counted = {"officer": poisoned.officer.name, "counted_contacts": ("like", f"%{poisoned.visit}%")}
	owed = frappe.db.get_value("Periodic Obligation", counted)
	asked = {
		"Officer": [
			lambda: duties.my_duties(kind="semester"),
			lambda: visits.prefill(),
			lambda: visits.ledger(poisoned.visit),
			lambda: history.obligation(owed),
			lambda: history.target(poisoned.targets[0].name),
			lambda: history.officer(poisoned.officer.name),
			lambda: calendar.visits(
				YEAR["from_date"], str(add_days(getdate(), 20)), layers="visits,duties,terms"
			),
		],
		"Reviewer": [
			lambda: board.figures("Academic Year"),
			lambda: board.duties("Academic Year", officer=poisoned.officer.name),
			lambda: board.behind(),
		],
	}
	for role, calls in asked.items():
		with as_user(poisoned.login[role]):
			for call in calls:
				answer = json.dumps(call(), default=str, ensure_ascii=False)
				assert "A049" not in answer
				assert CHARACTERISTIC in answer, call()


# ---- refusals are shown as HTML


def refusal(call):
	frappe.clear_messages()
	with pytest.raises((frappe.ValidationError, frappe.PermissionError)) as refused:
		call()
	return [str(refused.value), *(str(message) for message in frappe.get_message_log())]


def test_refusals(poisoned, as_user):
	officer, target = poisoned.officer, poisoned.targets[0]
	values = {
		"officers": [officer.name],
		"targets": [target.name],
		"activities": ["Talk"],
		"start": str(datetime.combine(add_days(getdate(), -3), time(9))),
	}

	def recorded(**changed):
		return visits.record({**values, **changed}, frappe.generate_hash(length=32))

	frappe.db.set_value("Contact Target", target.name, "active_to", "2019-01-01")
	owed = frappe.get_all("Periodic Obligation", {"officer": officer.name}, pluck="name")
	for name in owed:
		frappe.db.set_value(
			"Periodic Obligation", name, {"frozen": 1, "close_on": str(add_days(getdate(), -1))}
		)
	with as_user(poisoned.login["Officer"]):
		said = [
			*refusal(lambda: recorded()),
			*refusal(lambda: recorded(targets=[poisoned.targets[1].name])),
			*refusal(lambda: recorded(officers=[officer.name] * 2)),
			*refusal(lambda: recorded(targets=[poisoned.targets[1].name] * 2)),
			*refusal(lambda: recorded(targets=[POISON])),
			*refusal(lambda: recorded(start=POISON)),
			*refusal(lambda: recorded(outcome=POISON)),
			*refusal(lambda: recorded(duration_minutes=-1)),
			*refusal(lambda: duties.my_duties(kind=POISON)),
			*refusal(lambda: duties.my_duties(officer=POISON)),
			*refusal(lambda: calendar.visits(POISON, POISON)),
		]
	with as_user(poisoned.login["Reviewer"]):
		said += [
			*refusal(lambda: board.figures(POISON)),
			*refusal(lambda: board.figures("Month", unit=POISON)),
			*refusal(lambda: board.figures("Month", day=POISON)),
			*refusal(lambda: board.behind(officer=POISON)),
		]
	for text in said:
		assert active(text) == [], text


# ---- what an officer or a manager may write: Frappe itself lets code pass that looks like JSON


@pytest.mark.parametrize(
	"write", [POISON, json.dumps(POISON), json.dumps([POISON])], ids=["plain", "text", "list"]
)
def test_code_is_taken_out_when_it_is_saved(poisoned, write):
	day = str(add_days(getdate(), -2))
	officer, target = poisoned.officer.name, poisoned.targets[0].name
	values = {
		"Exemption": {"officer": officer, "from_date": day, "reason": write},
		"Trigger Event": {"event_type": NAME, "target": target, "day": day, "note": write},
		"Duty Document": {"title": write[:140], "document_kind": "Plan", "officer": officer, "text": write},
		"Liaison Assignment": {"officer": officer, "target": target, "from_date": "2016-01-01"},
		"Contact Target": {
			"title": write,
			"target_type": "Class",
			"unit": poisoned.unit,
			"sensitive_notes": write,
		},
		"Liaison Officer": {"full_name": write, "unit": poisoned.unit, "portfolio": write},
	}
	values["Liaison Assignment"] |= {"to_date": "2016-02-01", "exception_reason": write, "status": "Draft"}
	values["Liaison Officer"] |= {"clerk_users": [{"user": poisoned.login["Clerk"]}]}
	values["Liaison Officer"] |= {"tenures": [{"post": NAME, "from_date": "2018-01-01", "job_title": write}]}
	for doctype, fields in values.items():
		doc = frappe.get_doc({"doctype": doctype, **fields})
		doc.flags.ignore_validate = doctype == "Liaison Assignment"
		doc.insert()
		for each in (doc, *doc.get_all_children()):
			for field, value in each.as_dict().items():
				fetched = field in ("officer_name", "target_title", "title") and doctype in (
					"Liaison Assignment",
					"Trigger Event",
				)
				if isinstance(value, str) and not fetched:
					assert [part for part in active(value) if "__pwned" in part] == [], (doctype, field)
