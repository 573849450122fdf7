"""The demo without a site, run as a user runs it: in a process of its own, without Frappe."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from liaison_app.embedded_demo import main, sample_standing, summary
from liaison_app.outlook.table import width

ROOT = Path(__file__).parents[2]
# A finder that fails on Frappe, put before all others by a sitecustomize of the test.
NO_FRAPPE = """
import sys
class NoFrappe:
	def find_spec(self, name, path=None, target=None):
		if name.split(".")[0] in ("frappe", "openpyxl", "jinja2"):
			raise ImportError(f"{name} is not part of the embedded demo")
sys.meta_path.insert(0, NoFrappe())
"""


def run(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
	(tmp_path / "sitecustomize.py").write_text(NO_FRAPPE)
	path = os.pathsep.join([str(tmp_path), str(ROOT)])
	return subprocess.run(
		[sys.executable, "-m", "liaison_app.embedded_demo", *arguments],
		capture_output=True,
		text=True,
		encoding="utf-8",
		cwd=tmp_path,
		env={"PYTHONPATH": path, "PYTHONUTF8": "1", "PATH": os.environ["PATH"], **environment},
		check=False,
	)


def test_it_prints_the_to_dos_and_writes_the_report(tmp_path):
	done = run(tmp_path, "--out", "out", "--on", "2026-11-20")
	assert done.returncode == 0, done.stderr
	assert done.stderr == ""
	assert "regulations A, B, C, D, E, F." in done.stdout
	report = tmp_path / "out" / "report.html"
	assert done.stdout.splitlines()[-1] == f"Report: {report.resolve()}"
	assert "2026-11-20" in report.read_text(encoding="utf-8")
	todos = int(re.search(r"To-dos open today: (\d+)", done.stdout).group(1))
	lines = [
		line for line in done.stdout.splitlines() if re.search(r"\d{4}-\d\d-\d\d\s+(Due|Overdue)$", line)
	]
	assert len(lines) == todos > 10
	assert (
		len({width(re.match(r".*(?=\d{4}-\d\d-\d\d\s+(Due|Overdue))", line).group()) for line in lines}) == 1
	)


def test_twice_gives_the_same_page_twice(tmp_path):
	for name in ("first", "second"):
		assert run(tmp_path, "--out", name, "--on", "2027-05-12").returncode == 0
	pages = [(tmp_path / name / "report.html").read_bytes() for name in ("first", "second")]
	assert pages[0] == pages[1]


def test_without_a_day_it_plays_today_or_the_last_teaching_day(tmp_path):
	done = run(tmp_path)
	assert done.returncode == 0, done.stderr
	day = date.fromisoformat(re.search(r"\(a fictional college\), (\S+)", done.stdout).group(1))
	assert day <= date.today()
	assert (tmp_path / ".demo" / "report.html").exists()


def test_a_terminal_without_chinese_signs_is_served_too(tmp_path):
	done = run(tmp_path, "--on", "2026-11-20", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
	assert done.returncode == 0, done.stderr
	assert "\\u" in done.stdout


def test_where_it_cannot_write_it_says_so(tmp_path, capsys):
	(tmp_path / "file").write_text("")
	assert main(["--out", str(tmp_path / "file"), "--on", "2026-11-20"]) == 1
	assert f"The report cannot be written to {tmp_path / 'file' / 'report.html'}" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_morning_on_which_nothing_is_due_has_no_table(language):
	college, stand = sample_standing(date(2026, 9, 7))
	told = summary(college, stand.only(()), language)
	assert "To-dos open today: 0" in told
	assert "---" not in told
