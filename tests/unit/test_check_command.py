"""`liaison check`: what is wrong with a pack is named with file, JSON path and cure, and nothing else is accepted."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from liaison_app import cli
from liaison_app.jsonfile import FileRefused
from liaison_app.packs import LARGEST_PACK, combined, pack_from, parse_pack, shipped_packs

ROOT = Path(cli.__file__).parent.parent

PACK = {
	"format": "liaison-pack/1",
	"pack": "riverside",
	"version": "1.0.0",
	"title": "Riverside",
	"title_zh": "河畔",
	"regulations": [{"name": "R", "title": "Riverside", "title_zh": "河畔"}],
	"posts": [{"name": "President", "implies": ["Leader"]}, {"name": "Leader"}],
	"unit_types": [{"name": "College"}],
	"target_types": [{"name": "Branch"}, {"name": "Student Branch", "parent": "Branch"}],
	"tags": [{"name": "Expert"}],
	"activity_types": [{"name": "Talk"}],
	"event_types": [{"name": "Award"}, {"name": "Festival"}],
	"festivals": [{"name": "Spring Festival", "event_type": "Festival", "dates": ["2027-02-06"]}],
	"assignment_rules": [
		{
			"regulation": "R",
			"code": "R1",
			"title": "Hold a branch",
			"title_zh": "联系支部",
			"clause": "一",
			"posts": ["Leader"],
			"target_types": ["Branch"],
		},
		{
			"regulation": "R",
			"code": "R2",
			"title": "Hold another branch",
			"title_zh": "再联系支部",
			"clause": "一",
			"target_types": ["Branch"],
			"follows": "R1",
		},
	],
	"duty_rules": [
		{
			"regulation": "R",
			"code": "R3",
			"title": "Talk with the branch",
			"title_zh": "同支部谈话",
			"clause": "二",
			"posts": [{"post": "Leader", "quantity": 2}],
			"subject_kind": "Assigned",
			"subject_types": ["Branch"],
			"counts": [{"activities": ["Talk"]}],
		},
		{
			"regulation": "R",
			"code": "R4",
			"title": "Talk after an award",
			"title_zh": "获奖后谈话",
			"clause": "三",
			"subject_kind": "Assigned",
			"subject_tags": ["Expert"],
			"period": "Event",
			"due": "Event + Days",
			"triggers": [{"event_type": "Award", "days": 7}],
		},
	],
}
MISSING = object()


def changed(*path: object, to: object) -> dict:
	"""The sound pack with one value replaced, added or (MISSING) taken away."""
	content = copy.deepcopy(PACK)
	place = content
	for step in path[:-1]:
		place = place[step]
	if to is MISSING:
		del place[path[-1]]
	elif isinstance(place, list) and path[-1] == len(place):
		place.append(to)
	else:
		place[path[-1]] = to
	return content


def problems_of(content: object) -> dict[str, str]:
	"""JSON path -> what is wrong and what would be right."""
	with pytest.raises(FileRefused) as refused:
		pack_from(content, "riverside.json")
	assert {problem.file for problem in refused.value.problems} == {"riverside.json"}
	return {problem.path: f"{problem.wrong} -> {problem.fix}" for problem in refused.value.problems}


def only_problem_of(content: object) -> tuple[str, str]:
	found = problems_of(content)
	assert len(found) == 1, found
	return next(iter(found.items()))


def test_the_sound_pack_is_sound():
	pack = pack_from(PACK)
	assert [rule.name for rule in pack.duty_rules] == ["R-R3", "R-R4"]
	assert [rule.name for rule in pack.assignment_rules] == ["R-R1", "R-R2"]
	assert pack.governed == {"R"}


DUTY, HOLDING = ("duty_rules", 0), ("assignment_rules", 0)
FAULTS = [
	# names and fields
	((*DUTY, "perod"), "Month", "$.duty_rules[0].perod", "There is no field 'perod'. -> 'period'"),
	(("duty_rule",), [], "$.duty_rule", "There is no field 'duty_rule'. -> 'duty_rules'"),
	((*DUTY, "name"), "R-R3", "$.duty_rules[0].name", "There is no field 'name'."),
	(
		(*DUTY, "period"),
		"Monthly",
		"$.duty_rules[0].period",
		"\"Monthly\" is not allowed. -> 'Month'",
	),
	((*DUTY, "period"), "?", "$.duty_rules[0].period", "one of Week, Month, Quarter"),
	((*DUTY, "clause"), MISSING, "$.duty_rules[0]", "The field 'clause' is missing. -> \"clause\" set to"),
	((*DUTY, "part"), "half", "$.duty_rules[0].part", 'It is a text, "half". -> a number from 0 to 1'),
	((*DUTY, "part"), 2, "$.duty_rules[0].part", "a number from 0 to 1"),
	((*DUTY, "enabled"), 1, "$.duty_rules[0].enabled", "true or false"),
	((*DUTY, "grace_days"), 1.5, "$.duty_rules[0].grace_days", "a whole number of days"),
	((*DUTY, "subject_types"), "Branch", "$.duty_rules[0].subject_types", "a list of names"),
	(
		(*DUTY, "subject_types"),
		["Branch", "Branch"],
		"$.duty_rules[0].subject_types",
		"lists the same thing twice",
	),
	((*DUTY, "counts"), [{}], "$.duty_rules[0].counts[0]", "an object with activities"),
	((*DUTY, "code"), "R 3", "$.duty_rules[0].code", "the clause's number"),
	((*DUTY, "code"), "R3\n", "$.duty_rules[0].code", "the clause's number"),
	((*DUTY, "title"), "", "$.duty_rules[0].title", "It is empty. -> a text of 1 to 140 characters"),
	(("version",), "1", "$.version", "three numbers with dots"),
	(("format",), "liaison-pack/2", "$.format", '"liaison-pack/1"'),
	(("regulations",), [], "$.regulations", "It is empty. -> a list of at least one regulation"),
	(("tags", 0, "name"), "Expert, young", "$.tags[0].name", "without comma"),
	(
		("regulations", 0, "effective_from"),
		"2019-02-30",
		"$.regulations[0].effective_from",
		"a date as YYYY-MM-DD",
	),
	(
		("regulations", 0, "effective_from"),
		"20190203",
		"$.regulations[0].effective_from",
		"a date as YYYY-MM-DD",
	),
	# things named twice, unknown things, circles
	(
		("duty_rules", 1, "code"),
		"R3",
		"$.duty_rules[1].code",
		"'R-R3' stands at $.duty_rules[0] already. -> every name once",
	),
	(("tags", 1), {"name": "Expert"}, "$.tags[1].name", "'Expert' stands at $.tags[0] already."),
	((*DUTY, "regulation"), "Q", "$.duty_rules[0].regulation", "The pack has no 'Q' in regulations. -> 'R'"),
	((*DUTY, "posts", 0, "post"), "Leadr", "$.duty_rules[0].posts[0].post", "-> 'Leader'"),
	((*DUTY, "subject_types"), ["Brunch"], "$.duty_rules[0].subject_types[0]", "-> 'Branch'"),
	(
		(*DUTY, "counts", 0, "activities"),
		["Walk"],
		"$.duty_rules[0].counts[0].activities[0]",
		"no 'Walk' in activity",
	),
	(
		(*DUTY, "counts", 0, "target_types"),
		["X"],
		"$.duty_rules[0].counts[0].target_types[0]",
		"no 'X' in target_types",
	),
	((*DUTY, "counts", 0, "tags"), ["Expart"], "$.duty_rules[0].counts[0].tags[0]", "-> 'Expert'"),
	((*DUTY, "owner_unit_types"), ["Collage"], "$.duty_rules[0].owner_unit_types[0]", "-> 'College'"),
	(("duty_rules", 1, "subject_tags"), ["Expart"], "$.duty_rules[1].subject_tags[0]", "-> 'Expert'"),
	(
		("duty_rules", 1, "triggers", 0, "event_type"),
		"Assignment Begin",
		"$.duty_rules[1].triggers[0].event_type",
		"-> 'Assignment Begins'",
	),
	((*HOLDING, "posts"), ["Leadr"], "$.assignment_rules[0].posts[0]", "-> 'Leader'"),
	((*HOLDING, "inside_types"), ["Brunch"], "$.assignment_rules[0].inside_types[0]", "-> 'Branch'"),
	((*HOLDING, "preferred_tags"), ["Expart"], "$.assignment_rules[0].preferred_tags[0]", "-> 'Expert'"),
	((*HOLDING, "units"), ["Collage"], "$.assignment_rules[0].units[0]", "-> 'College'"),
	(
		("assignment_rules", 1, "follows"),
		"R9",
		"$.assignment_rules[1].follows",
		"no assignment rule 'R9'. -> 'R1'",
	),
	(("posts", 0, "implies"), ["Chief"], "$.posts[0].implies[0]", "no 'Chief' in posts"),
	(("target_types", 1, "parent"), "Brunch", "$.target_types[1].parent", "-> 'Branch'"),
	(("regulations", 0, "based_on"), "Q", "$.regulations[0].based_on", "no 'Q' in regulations"),
	(("festivals", 0, "event_type"), "Festval", "$.festivals[0].event_type", "-> 'Festival'"),
	(("festivals", 0, "every_year"), "09-10", "$.festivals[0]", 'either "every_year" or "dates"'),
	(("festivals", 0, "dates"), MISSING, "$.festivals[0]", 'either "every_year" or "dates"'),
	# rules that could not work
	((*DUTY, "posts", 0, "quantity"), 0, "$.duty_rules[0].posts[0].quantity", "a number more than 0"),
	((*DUTY, "posts", 0, "quantity"), 1.5, "$.duty_rules[0].posts[0].quantity", "write 1.5 as one"),
	((*DUTY, "quantity"), -1, "$.duty_rules[0].quantity", "a number more than 0, or null"),
	(("duty_rules", 1, "quantity"), None, "$.duty_rules[1].quantity", "mark the rule as Advocated"),
	(("duty_rules", 1, "triggers"), [], "$.duty_rules[1].triggers", "name at least one type of event"),
	((*DUTY, "weekday"), "Caturday", "$.duty_rules[0].weekday", "'Saturday'"),
	(
		(*DUTY, "visit_filters"),
		[{"fieldname": "mood", "operator": "=", "value": "good"}],
		"$.duty_rules[0].visit_filters[0].fieldname",
		'A visit has no field "mood" to filter on. -> it has: account',
	),
	(
		(*HOLDING, "target_types"),
		[],
		"$.assignment_rules[0].target_types",
		"The rule names no targets. -> name their types",
	),
	(
		(*HOLDING, "scope"),
		"Inside Held Target",
		"$.assignment_rules[0].inside_types",
		"name the types of the held",
	),
	((*HOLDING, "besides"), "R1", "$.assignment_rules[0].besides", "A rule cannot refer to itself."),
]


@pytest.mark.parametrize(
	("path", "value", "place", "said"), FAULTS, ids=[str(fault[0][-1]) for fault in FAULTS]
)
def test_a_fault_is_named_with_its_place_and_its_cure(path, value, place, said):
	found_at, message = only_problem_of(changed(*path, to=value))
	assert found_at == place
	assert said in message


def test_a_rule_that_names_nothing_is_refused():
	content = changed("duty_rules", 0, "subject_types", to=[])
	content["duty_rules"][0]["counts"] = []
	assert "names nothing that could count" in problems_of(content)["$.duty_rules[0].counts"]


def test_a_day_that_is_not_in_every_year_is_refused():
	content = changed("festivals", 0, "dates", to=[])
	content["festivals"][0]["every_year"] = "02-30"
	assert problems_of(content) == {
		"$.festivals[0].every_year": "02-30 is no day of every year. -> month and day as MM-DD, such as 09-10"
	}


def test_a_window_without_days_is_refused_where_it_is_needed():
	content = changed("duty_rules", 0, "period", to="Yearly Window")
	assert set(problems_of(content)) == {"$.duty_rules[0].window_start", "$.duty_rules[0].window_end"}


def test_a_regulation_that_ends_before_it_begins_is_refused():
	content = changed("regulations", 0, "effective_from", to="2019-09-01")
	content["regulations"][0]["effective_to"] = "2019-08-31"
	assert problems_of(content) == {
		"$.regulations[0].effective_to": (
			"It ends on 2019-08-31, before it begins on 2019-09-01. -> 2019-09-01 or a later date"
		)
	}


def test_circles_are_refused_at_each_of_their_members():
	content = changed("target_types", 0, "parent", to="Student Branch")
	assert set(problems_of(content)) == {"$.target_types[0].parent", "$.target_types[1].parent"}
	assert set(problems_of(changed("posts", 1, "implies", to=["President"]))) == {
		"$.posts[0].implies",
		"$.posts[1].implies",
	}
	assert (
		"leads back"
		in problems_of(changed("regulations", 0, "supersedes", to="R"))["$.regulations[0].supersedes"]
	)


def test_a_pack_without_rules_is_refused():
	content = {**PACK, "duty_rules": [], "assignment_rules": []}
	assert problems_of(content) == {
		"$": "The pack holds no rule. -> at least one entry in duty_rules or assignment_rules"
	}


@pytest.mark.parametrize("content", [None, [], "pack", 1, {}])
def test_what_is_no_pack_at_all_is_refused(content):
	assert set(problems_of(content)) == {"$"}


def test_every_problem_of_a_pack_is_found_at_once():
	content = changed("duty_rules", 0, "period", to="Fortnight")
	content["tags"][0]["colour"] = "red"
	del content["version"]
	assert set(problems_of(content)) == {"$", "$.duty_rules[0].period", "$.tags[0].colour"}


# --- files that are no JSON to begin with ---


@pytest.mark.parametrize(
	("data", "said"),
	[
		(b'{"format": "liaison-pack/1",\n "pack" "x"}', "at line 2, column 9"),
		(b"", "at line 1, column 1"),
		(b"\xff\xfe{}", "not UTF-8 text: byte 0"),
		(b'{"title": "\xe4\xb8"}', "not UTF-8 text: byte 11"),
		(b'{"version": NaN}', "NaN is no number"),
		(b'{"version": -Infinity}', "-Infinity is no number"),
		(b"[" * 100_000, "nested too deeply"),
		(b'{"title": "\\ud800"}', "half a character"),
		(b'{"tags": [{"name": "A", "name": "B"}]}', "The field 'name' is given twice."),
		(b"1" * 5_000, ""),
	],
	ids=["comma", "empty", "utf16", "cut", "nan", "infinity", "deep", "surrogate", "repeated", "digits"],
)
def test_what_cannot_be_read_is_refused(data, said):
	with pytest.raises(FileRefused) as refused:
		parse_pack(data, "riverside.json")
	assert said in str(refused.value)
	assert str(refused.value).startswith("riverside.json: $")


def test_a_key_given_twice_is_named_with_its_place():
	data = (
		json.dumps(PACK).replace('"clause": "\\u4e8c"', '"clause": "\\u4e8c", "clause": "\\u4e00"').encode()
	)
	with pytest.raises(FileRefused) as refused:
		parse_pack(data)
	assert [problem.path for problem in refused.value.problems] == ["$.duty_rules[0].clause"]


def test_a_byte_order_mark_is_no_fault():
	assert parse_pack(b"\xef\xbb\xbf" + json.dumps(PACK).encode()).name == "riverside"


def test_more_bytes_than_allowed_are_refused_wherever_they_come_from():
	with pytest.raises(FileRefused, match="more bytes than allowed"):
		parse_pack(b" " * (LARGEST_PACK + 1))


# --- the command ---


def written(folder: Path, content: object, name: str = "riverside.json") -> str:
	path = folder / name
	path.write_text(json.dumps(content), encoding="utf-8")
	return str(path)


def test_a_sound_pack_is_summed_up_in_one_line(tmp_path, capsys):
	assert cli.main(["check", written(tmp_path, PACK)]) == 0
	assert capsys.readouterr().out == "1 pack in order: regulations R; 2 duty rules, 2 assignment rules.\n"


def test_the_shipped_packs_are_sound_together(capsys):
	assert cli.main(["check", *map(str, shipped_packs())]) == 0
	assert capsys.readouterr().out.startswith("5 packs in order: regulations A, B, C, D, E, F;")


def test_each_problem_is_a_line_with_file_path_and_cure(tmp_path, capsys):
	content = changed("duty_rules", 0, "period", to="Fortnight")
	content["tags"][0]["nam"] = "x"
	file = written(tmp_path, content)
	assert cli.main(["check", file]) == 1
	lines = capsys.readouterr().out.splitlines()
	assert lines[0].startswith(
		f'{file}: $.duty_rules[0].period: "Fortnight" is not allowed. Right would be: '
	)
	assert lines[1] == f"{file}: $.tags[0].nam: There is no field 'nam'. Right would be: 'name'."


def test_a_bad_pack_does_not_hide_the_faults_of_the_next(tmp_path, capsys):
	absent = str(tmp_path / "absent.json")
	bad = written(tmp_path, changed("version", to="one"))
	assert cli.main(["check", absent, bad]) == 1
	lines = capsys.readouterr().out.splitlines()
	assert lines[0].startswith(f"{absent}: $: The file cannot be read: No such file or directory.")
	assert lines[1].startswith(f"{bad}: $.version: ")


def test_a_directory_is_no_pack(tmp_path, capsys):
	assert cli.main(["check", str(tmp_path)]) == 1
	assert "This is a directory." in capsys.readouterr().out


def test_a_file_of_a_hundred_megabytes_is_refused_unread(tmp_path, capsys):
	path = tmp_path / "huge.json"
	with path.open("wb") as stream:
		stream.truncate(100 * 1024 * 1024)
	assert cli.main(["check", str(path)]) == 1
	assert "The file has more bytes than allowed (104,857,600)." in capsys.readouterr().out


def test_an_endless_stream_is_refused_after_what_is_allowed(capsys):
	assert cli.main(["check", "/dev/zero"]) == 1
	assert "more bytes than allowed" in capsys.readouterr().out


def test_two_packs_with_rules_of_one_regulation_contradict_each_other(tmp_path, capsys):
	other = {**PACK, "pack": "lakeside"}
	files = [written(tmp_path, PACK), written(tmp_path, other, "lakeside.json")]
	assert cli.main(["check", *files]) == 1
	assert (
		"lakeside: $.regulations[0].name: The pack riverside has rules of the regulation R already."
		in capsys.readouterr().out
	)


def test_two_packs_that_place_a_target_type_differently_contradict_each_other():
	other = json.loads(json.dumps(PACK).replace('"R"', '"Q"'))
	other["pack"] = "lakeside"
	del other["target_types"][1]["parent"]
	with pytest.raises(
		FileRefused, match=r"puts Student Branch elsewhere in the tree\. Right would be: Branch"
	):
		combined([pack_from(PACK), pack_from(other)])


@pytest.mark.parametrize("status", ["Draft", "Repealed"])
def test_a_regulation_that_is_not_in_force_obliges_nobody(status):
	assert len(combined([pack_from(PACK)]).rules) == len(combined([pack_from(PACK)]).assignment_rules) == 2
	facts = combined([pack_from(changed("regulations", 0, "status", to=status))])
	assert (facts.rules, facts.assignment_rules) == ((), ())


def test_it_runs_without_frappe_and_says_how_to_use_it():
	"""In a process of its own, where importing frappe fails."""
	program = "import sys; sys.modules['frappe'] = None; from liaison_app.cli import main; sys.exit(main(sys.argv[1:]))"
	checked = run(program, "check", *map(str, shipped_packs()))
	assert (checked.returncode, checked.stderr) == (0, "")
	assert run(program, "check").returncode == 2
	assert "PACK" in run(program, "check", "--help").stdout


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
	environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C", "PYTHONUTF8": "0"}
	return subprocess.run(
		[sys.executable, "-c", program, *arguments], capture_output=True, text=True, env=environment, cwd=ROOT
	)


def test_a_terminal_that_knows_no_chinese_still_shows_the_problem(tmp_path):
	file = written(tmp_path, changed("duty_rules", 0, "period", to="月"))
	environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
	done = subprocess.run(
		[sys.executable, "-m", "liaison_app.cli", "check", file],
		capture_output=True,
		text=True,
		env=environment,
	)
	assert done.returncode == 1 and "\\u6708" in done.stdout
