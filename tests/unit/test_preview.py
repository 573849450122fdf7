"""`liaison preview` and `liaison explain`: a small institution, of which every answer is known."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from liaison_app.cli import main
from liaison_app.engine.rows import State
from liaison_app.engine.rules import choices
from liaison_app.outlook import wording
from liaison_app.outlook.table import shortened, table, width

PACK = {
	"format": "liaison-pack/1",
	"pack": "riverside",
	"version": "1.0.0",
	"title": "Riverside keeps in touch",
	"title_zh": "河畔联系制度",
	"regulations": [{"name": "R", "title": "Riverside keeps in touch", "title_zh": "河畔联系制度"}],
	"posts": [{"name": "Leader", "title_zh": "领导"}],
	"unit_types": [{"name": "School"}],
	"target_types": [{"name": "Class", "title_zh": "班级"}, {"name": "Student", "title_zh": "学生"}],
	"activity_types": [{"name": "Talk", "title_zh": "谈话"}, {"name": "Visit", "title_zh": "走访"}],
	"duty_rules": [
		{
			"regulation": "R",
			"code": "R1",
			"title": "Talk with the class",
			"title_zh": "与班级谈话",
			"clause": "1",
			"posts": [{"post": "Leader"}],
			"subject_kind": "Assigned",
			"subject_types": ["Class"],
			"counts": [{"activities": ["Talk"]}],
			"quantity": 2,
			"period": "Month",
		},
		{
			"regulation": "R",
			"code": "R2",
			"title": "Half a day on site",
			"title_zh": "驻点半天",
			"clause": "2",
			"posts": [{"post": "Leader"}],
			"counts": [{"activities": ["Visit"]}],
			"measure": "Minutes",
			"quantity": 0.5,
			"quantity_unit": "Days",
			"period": "Semester",
		},
		{
			"regulation": "R",
			"code": "R3",
			"title": "See the student",
			"title_zh": "看望学生",
			"clause": "3",
			"posts": [{"post": "Leader"}],
			"subject_kind": "Assigned",
			"subject_types": ["Student"],
			"counts": [{"activities": ["Talk", "Visit"]}],
			"period": "Week",
			"confidential": True,
			"confidential_roles": ["Liaison Manager"],
		},
		{
			"regulation": "R",
			"code": "R4",
			"title": "Walk <around>",
			"title_zh": "走一走",
			"clause": "4",
			"posts": [{"post": "Leader"}],
			"counts": [{"activities": ["Visit"]}],
			"quantity": None,
			"nature": "Advocated",
		},
	],
}
ROSTER = {
	"format": "liaison-roster/1",
	"title": "河畔 & Riverside",
	"calendar": {
		"terms": [
			{
				"name": "Autumn",
				"academic_year": "2026/27",
				"first_day": "2026-09-07",
				"last_day": "2027-01-15",
			}
		]
	},
	"units": [{"name": "Riverside", "unit_type": "School"}],
	"officers": [
		{"name": "O1", "unit": "Riverside", "full_name": "林一", "rank": 2, "tenures": [{"post": "Leader"}]},
		{
			"name": "O2",
			"unit": "Riverside",
			"full_name": "<b>Wu</b>",
			"rank": 1,
			"tenures": [{"post": "Leader"}],
		},
	],
	"targets": [
		{"name": "C1", "target_type": "Class", "unit": "Riverside", "title": "会计2601班"},
		{"name": "C2", "target_type": "Class", "unit": "Riverside", "title": "会计2602班"},
		{"name": "S1", "target_type": "Student", "unit": "Riverside", "title": "赵小明"},
	],
	"assignments": [
		{"name": "A1", "officer": "O1", "target": "C1"},
		{"name": "A2", "officer": "O1", "target": "C2"},
		{"name": "A3", "officer": "O1", "target": "S1"},
	],
}
VISITS = {
	"format": "liaison-visits/1",
	"visits": [
		{
			"name": "V1",
			"officers": ["O1"],
			"targets": ["C1"],
			"activities": ["Talk"],
			"start": "2026-11-03T10:00",
		},
		{
			"name": "V2",
			"officers": ["O1"],
			"targets": ["C1"],
			"activities": ["Talk"],
			"start": "2026-11-03T15:00",
		},
		{
			"name": "V3",
			"officers": ["O1", "O2"],
			"targets": ["C2"],
			"activities": ["Visit"],
			"start": "2026-11-10T09:00",
			"minutes": 120,
		},
		{
			"name": "V4",
			"officers": ["O1"],
			"targets": ["C1"],
			"activities": ["Talk"],
			"start": "2026-11-17T09:00",
			"recorded_on": "2026-11-25",
		},
	],
}


@pytest.fixture
def files(tmp_path):
	"""Paths of pack, roster and visits."""
	paths = []
	for name, content in (("riverside", PACK), ("roster", ROSTER), ("visits", VISITS)):
		path = tmp_path / f"{name}.json"
		path.write_text(json.dumps(content), encoding="utf-8")
		paths.append(str(path))
	return paths


@pytest.fixture
def liaison(capsys):
	"""Runs the command and answers (exit status, output, errors)."""

	def run(*arguments: str) -> tuple[int, str, str]:
		try:
			status = main(arguments)
		except SystemExit as ended:  # argparse leaves in this way
			status = int(str(ended.code))
		told = capsys.readouterr()
		return status, told.out, told.err

	return run


def obligations(liaison, pack, roster, *arguments):
	status, output, _ = liaison("preview", pack, roster, "--format", "json", *arguments)
	assert status == 0
	return json.loads(output)["obligations"]


def test_the_table_shows_who_owes_what_with_whom_and_when(liaison, files):
	pack, roster, visits = files
	status, output, _ = liaison("preview", pack, roster, "--visits", visits, "--on", "2026-11-20")
	lines = [line for line in output.splitlines() if line]
	assert status == 0
	assert lines[0].split() == ["who", "rule", "duty", "with", "whom", "period", "done", "due", "state"]
	assert [line.split()[:2] for line in lines[2:-1]] == [
		["<b>Wu</b>", "R2"],
		["林一", "R1"],
		["林一", "R1"],
		["林一", "R2"],
		["林一", "R3"],
		["林一", "R3"],
	]
	assert re.search(
		r"林一\s+R1\s+Talk with the class\s+会计2601班\s+2026-11\s+1/2\s+2026-11-30\s+Open", output
	)
	assert re.search(r"林一\s+R2\s+Half a day on site\s+Autumn\s+0.25/0.5\s+2027-01-15\s+Open", output)
	assert lines[-1] == "6 obligations of 2 owners on 2026-11-20: 1 Due, 4 Open, 1 Overdue. To-dos: 2."


def test_columns_stand_under_their_heads_though_chinese_signs_are_wide(liaison, files):
	pack, roster, _ = files
	_, output, _ = liaison("preview", pack, roster, "--on", "2026-11-20", "--language", "zh")
	lines = output.splitlines()
	assert lines[0].startswith("联系人")
	ends = {width(re.match(r".*(?=20\d\d-\d\d-\d\d)", line).group()) for line in lines[2:-2]}
	assert len(ends) == 1


def test_what_was_recorded_later_is_not_known_yet(liaison, files):
	pack, roster, visits = files
	before = obligations(liaison, pack, roster, "--visits", visits, "--on", "2026-11-24")
	after = obligations(liaison, pack, roster, "--visits", visits, "--on", "2026-11-25")
	assert [row["done"] for row in before if row["subject"] == "C1"] == [1]
	assert [(row["done"], row["state"]) for row in after if row["subject"] == "C1"] == [(2, "Met")]


def test_json_names_everything_a_program_needs(liaison, files):
	pack, roster, visits = files
	rows = obligations(liaison, pack, roster, "--visits", visits, "--on", "2026-11-20", "--owner", "O1")
	row = next(row for row in rows if row["subject"] == "C1")
	assert row["name"].startswith("OB-")
	assert {key: value for key, value in row.items() if key != "name"} == {
		"owner": "O1",
		"owner_kind": "Officer",
		"owner_title": "林一",
		"unit": "Riverside",
		"rule": "R-R1",
		"code": "R1",
		"title": "Talk with the class",
		"title_zh": "与班级谈话",
		"subject": "C1",
		"subject_title": "会计2601班",
		"period_key": "M:2026-11",
		"period": "2026-11",
		"period_zh": "2026年11月",
		"nature": "Required",
		"done": 1,
		"quantity": 2,
		"measure": "Visits",
		"due": "2026-11-30",
		"close": "2026-12-07",
		"state": "Open",
		"waived": "",
		"to_do": False,
		"visits": ["V1"],
	}


def test_a_wider_window_shows_more_periods(liaison, files):
	pack, roster, _ = files
	window = ("--from", "2026-09-08", "--until", "2026-12-31", "--on", "2026-11-20")
	rows = obligations(liaison, pack, roster, *window)
	months = {row["period_key"] for row in rows if row["code"] == "R1"}
	assert months == {"M:2026-09", "M:2026-10", "M:2026-11", "M:2026-12"}


def test_without_visits_nothing_is_done(liaison, files):
	pack, roster, _ = files
	assert {row["done"] for row in obligations(liaison, pack, roster, "--on", "2026-11-20")} == {0}


def test_in_the_vacation_of_an_empty_roster_nothing_is_owed(liaison, files):
	pack, roster, _ = files
	_, output, _ = liaison("preview", pack, roster, "--on", "2027-08-01", "--owner", "O2")
	assert output == "Nothing is owed on 2027-08-01.\n"


def test_one_more_pack_adds_its_duties(liaison, files, tmp_path):
	pack, roster, _ = files
	rule = {**PACK["duty_rules"][0], "regulation": "S", "code": "S1"}
	second = {
		**PACK,
		"pack": "second",
		"regulations": [{**PACK["regulations"][0], "name": "S"}],
		"duty_rules": [rule],
	}
	(tmp_path / "second.json").write_text(json.dumps(second))
	rows = obligations(liaison, pack, roster, "--also", str(tmp_path / "second.json"), "--on", "2026-11-20")
	assert {row["code"] for row in rows} == {"R1", "R2", "R3", "S1"}


def test_the_ledger_says_for_what_a_visit_counts_and_why_not_for_the_rest(liaison, files):
	pack, roster, visits = files
	status, output, _ = liaison("explain", pack, roster, "--visits", visits, "--visit", "V3")
	lines = [re.split(r"  +", line) for line in output.splitlines() if line]
	assert status == 0
	assert lines[0] == ["V3: 2026-11-10 09:00, 林一, <b>Wu</b> -> 会计2602班: Visit"]
	assert [(line[0], line[1], line[-1]) for line in lines[3:]] == [
		("林一", "R2", "counted"),
		("<b>Wu</b>", "R2", "counted"),
		("林一", "R1", "no: wrong activity"),
		("林一", "R1", "no: wrong activity"),
		("林一", "R3", "no: wrong or other target"),
		("林一", "R3", "no: wrong or other target"),
	]


def test_the_ledger_knows_the_other_visit_of_the_day(liaison, files):
	pack, roster, visits = files
	_, output, _ = liaison("explain", pack, roster, "--visits", visits, "--visit", "V2", "--format", "json")
	ledger = json.loads(output)
	reasons = {line["subject"]: line["reason"] for line in ledger["lines"] if line["rule"] == "R-R1"}
	assert ledger["visit"] == "V2"
	assert ledger["start"] == "2026-11-03T15:00"
	assert reasons["C1"] == "second on one day"
	assert reasons["C2"] == "wrong or other target"


def test_every_reason_and_state_has_words_in_both_languages():
	from liaison_app.engine import credit

	assert set(wording.REASONS) == set(credit.REASONS)
	assert set(wording.STATES) == set(choices(State))


@pytest.mark.parametrize(
	("arguments", "status", "told"),
	[
		(("preview", "ROSTER"), 2, "Name at least one pack"),
		(("preview", "PACK", "ROSTER", "--on", "yesterday"), 2, "'yesterday' is no date; write YYYY-MM-DD"),
		(("preview", "PACK", "ROSTER", "--owner", "O9"), 2, "no officer and no unit 'O9'"),
		(("preview", "PACK", "PACK"), 1, "$.format: "),
		(("preview", "ROSTER", "ROSTER"), 1, "$.format: "),
		(("preview", "PACK", "none.json"), 1, "none.json: $: The file cannot be read"),
		(("explain", "PACK", "ROSTER", "--visits", "VISITS", "--visit", "V9"), 2, "has no visit 'V9'"),
		(
			("explain", "PACK", "ROSTER", "--visits", "VISITS", "--visit", "V4", "--on", "2026-11-20"),
			2,
			"has no visit 'V4' known on 2026-11-20",
		),
		(("explain", "PACK", "ROSTER", "--visits", "ROSTER", "--visit", "V1"), 1, "$.format: "),
		(("explain", "PACK", "ROSTER", "--visit", "V1"), 2, "--visits"),
		(("preview", "PACK", "ROSTER", "--out", "/nowhere/at/all"), 1, "The file cannot be written"),
	],
)
def test_misuse_is_answered_with_what_to_do(liaison, files, arguments, status, told):
	names = dict(zip(("PACK", "ROSTER", "VISITS"), files, strict=True))
	found, output, errors = liaison(*(names.get(argument, argument) for argument in arguments))
	assert found == status
	assert told in errors
	assert output == ""


class Page(HTMLParser):
	"""Collects what a page holds: tags with their attributes, and texts by language."""

	def __init__(self) -> None:
		super().__init__()
		self.tags: list[tuple[str, dict[str, str | None]]] = []
		self.texts: list[str] = []
		self.open: list[str] = []

	def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
		self.tags.append((tag, dict(attrs)))
		if tag not in ("meta", "input"):
			self.open.append(tag)

	def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
		self.tags.append((tag, dict(attrs)))

	def handle_endtag(self, tag: str) -> None:
		assert self.open.pop() == tag

	def handle_data(self, data: str) -> None:
		self.texts.append(data)


@pytest.fixture
def page(liaison, files, tmp_path):
	pack, roster, visits = files
	out = tmp_path / "report.html"
	status, output, _ = liaison(
		"preview",
		pack,
		roster,
		"--visits",
		visits,
		"--on",
		"2026-11-20",
		"--format",
		"html",
		"--out",
		str(out),
	)
	assert status == 0
	assert output == f"{out}\n"
	return out.read_text(encoding="utf-8")


def test_the_page_asks_nothing_of_the_network(page):
	assert not re.search(r"https?:|//[a-z]|@import|url\(", page)
	parsed = Page()
	parsed.feed(page)
	assert parsed.open == []
	assert {tag for tag, _ in parsed.tags}.isdisjoint({"link", "img", "iframe", "object"})
	assert not any({"src", "href"} & set(attributes) for _, attributes in parsed.tags)


def test_the_page_is_in_both_languages_and_its_charts_come_from_the_data(page):
	assert '<span class="zh" lang="zh">与班级谈话</span>' in page
	assert '<span class="en" lang="en">Talk with the class</span>' in page
	parsed = Page()
	parsed.feed(page)
	kinds = [attributes.get("class") for tag, attributes in parsed.tags if tag == "svg"]
	assert {"bar", "bar stacked", "columns", "heat"} <= set(kinds)
	assert "11-09 – 11-15: 1 + 0 later" in "".join(parsed.texts)  # V3 of that week, recorded at once


def test_the_page_escapes_what_people_typed_and_keeps_confidential_names_out(page):
	assert "<b>Wu</b>" not in page
	assert "&lt;b&gt;Wu&lt;/b&gt;" in page
	assert "河畔 &amp; Riverside" in page
	assert "Walk &lt;around&gt;" in page
	assert "赵小明" not in page
	assert "会计2601班" in page


def test_a_narrow_terminal_gets_shortened_cells():
	assert shortened("走访联系寝室", 12) == "走访联系寝室"
	assert shortened("走访联系寝室", 11) == "走访联系.."
	assert table(("a", "b"), [("走访联系寝室", "1")], (6, 0)) == "a       b\n------  -\n走访..  1"


def test_the_report_of_an_institution_without_duties_is_a_page_too(liaison, files):
	pack, roster, _ = files
	status, output, _ = liaison(
		"preview", pack, roster, "--on", "2026-08-01", "--format", "html", "--owner", "O2"
	)
	assert status == 0
	assert "今天没有到期的任务" in output


def test_amounts_read_as_the_rule_speaks():
	assert wording.plain(2.0) == "2"
	assert wording.plain(0.5) == "0.5"
	assert wording.plain(1 / 3) == "0.33"
	assert wording.plain(10) == "10"
