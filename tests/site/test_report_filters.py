"""Code, nonsense and days beyond the calendar in each filter of each report: a sentence is the answer, never an error."""

import json
import re
from typing import Any

import pytest

from liaison_app.services.reports.asked import LINKS, OPTIONS
from tests import sitekit
from tests.site.reports_kit import REPORTS, run_report

DAYS = ("from_date", "to_date")
NUMBERS = {"Load per Officer and Week": ("capacity",), "Visit Register": ("recorded_late",)}
SCRIPTS = sitekit.CHECKOUT / "liaison_app" / "liaison" / "report"
CODE = (
	"<script>__pwned()</script>",
	"\"'><img src=x onerror=__pwned()>",
	"{{7*7}}' or 1=1 -- \\",
	"=cmd|'/C calc'!A0\0",
	{"<svg onload=__pwned()>": ["like", "%"]},
	[["name", "like", "%"], "<iframe>"],
	{"!=": ""},
	True,
	"x" * 100_000,
)
MARKUP = re.compile(r"<(?!/?(?:strong|b|br)\b)", re.I)


def filters_of(report: str) -> list[str]:
	"""What the desk offers to fill in, read from the script beside the report."""
	folder = report.lower().replace(" ", "_")
	script = (SCRIPTS / folder / f"{folder}.js").read_text(encoding="utf-8")
	return sorted(set(re.findall(r'"([a-z_]+)",?(?!:)', script.split("settings(", 1)[1].split("]", 1)[0])))


ASKED = [(report, name) for report in REPORTS for name in filters_of(report)]


def is_checked(report: str, name: str) -> bool:
	"""Whether what is filled in has to make sense; the others are boxes, ticked or not."""
	return name in (*LINKS, *OPTIONS, *DAYS, *NUMBERS.get(report, ()))


def test_all_filters_of_all_reports_are_asked_for():
	"""The list is read from JavaScript: a report without filters, or a new kind of them, shows here."""
	assert {report for report, _name in ASKED} == set(REPORTS)
	boxes = {name for report, name in ASKED if not is_checked(report, name)}
	assert boxes == {
		"begun",
		"due_then",
		"excused",
		"never_contacted",
		"never_heard",
		"only_held",
		"only_overloaded",
		"only_problems",
	}


@pytest.mark.parametrize(("report", "name"), ASKED)
def test_code_in_a_filter_is_answered_with_a_sentence(site: str, report: str, name: str):
	for code in CODE:
		answer: dict[str, Any] = run_report(report, **{name: code})
		said = json.dumps([answer["message"], answer["chart"], answer["report_summary"]], default=str)
		assert answer["message"].endswith("."), code
		assert not MARKUP.search(said), said
		assert len(answer["message"]) < 2000
		assert bool(answer["columns"]) is not is_checked(report, name), (code, answer["message"])


@pytest.mark.parametrize("report", REPORTS)
def test_days_beyond_the_years_of_people_are_refused(site: str, report: str):
	for day in ("0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"):
		for name in DAYS:
			assert (
				f"{day} is no day of the years 1900 to 2200." in run_report(report, **{name: day})["message"]
			)
	for day in ("1900-01-01", "2200-12-31"):
		assert run_report(report, from_date=day, to_date=day)["message"].startswith(
			"From "
		)  # some show whole weeks
