"""Runs everything that can run here, and writes .reports/tests.json.

	python tests/run.py                                all suites
	python tests/run.py site -k install                some suites; what is not known here goes to pytest
	python tests/run.py site --lab mine -k install     in a site that stays, made once (seconds instead of a minute)
	python tests/run.py --lab mine --drop              remove that site again

Several suites run side by side, each with a site of its own; what one says is shown when it has ended. Unit and architecture tests run in this Python. Site and browser tests run in the bench's, against a site, database and
Redis of their own; without a bench they are counted as skipped, and that is said loudly.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from devtools.bench import find_bench, how_to_get_one  # noqa: E402
from devtools.lab import Lab, kept_lab, lab_of_a_run, sweep_leftovers  # noqa: E402
from devtools.processes import END_WITH_PARENT, start, stop  # noqa: E402
from devtools.servers import find_program  # noqa: E402

REPORTS = ROOT / ".reports"
FOLDERS = {
	"unit": ("tests/unit", "tests/architecture"),
	"site": ("tests/site",),
	"browser": ("tests/browser",),
}
# How long all may take before what hangs is ended, and how much of it is kept for putting away what a suite has left. On two
# quiet cores all takes about 23 minutes; it should stay below 30.
MINUTES = 55
KEPT_FOR_THE_END = 1.5


@dataclass
class Count:
	"""How the tests of a suite ended."""

	passed: int = 0
	failed: int = 0
	skipped: int = 0


class Run:
	"""One run: its suites, its deadline, its counts."""

	def __init__(self, suites: list[str], pytest_arguments: list[str]) -> None:
		self.suites = suites
		self.pytest_arguments = pytest_arguments
		self.counts = {suite: Count() for suite in FOLDERS}
		self.remarks: list[str] = []
		self.deadline = time.monotonic() + MINUTES * 60

	def pytest(self, suite: str, python: Path | str, cwd: Path, environment: dict[str, str]) -> None:
		"""Run one suite in a Python and count; a suite that ends badly without a failed test counts as one failed."""
		result = REPORTS / f"{suite}-{os.getpid()}.xml"
		command = [
			str(python),
			"-m",
			"pytest",
			f"--rootdir={ROOT}",
			f"--config-file={ROOT / 'pyproject.toml'}",
		]
		# Frappe's own packages warn at length about one another.
		quiet = [] if suite == "unit" else ["-p", "no:warnings"]
		command += [f"--junit-xml={result}", "-p", "no:cacheprovider", *quiet, *self.pytest_arguments]
		# A browser on a busy machine now and then loses a key or a focus: a test that fails is tried once more, and both are told.
		command += ["--reruns", "1", "-rfER"] if suite == "browser" else []
		command += [str(ROOT / folder) for folder in FOLDERS[suite] if tests_in(ROOT / folder)]
		say(f"== {suite} tests")
		seconds = max(30, self.deadline - time.monotonic() - KEPT_FOR_THE_END * 60)
		profile = "server" if os.environ.get("CI") else "desk"
		code = run_bounded(command, cwd, {**environment, "LIAISON_EXAMPLES": profile}, seconds)
		count = read_count(result)
		if code is None:
			self.remark(
				f"the {suite} tests were ended after {seconds / 60:.0f} minutes: not all of them have run"
			)
			count.failed += 1
		elif code not in (0, 5) and not count.failed:
			self.remark(f"the {suite} tests ended with code {code}")
			count.failed += 1
		self.counts[suite] = count
		result.unlink(missing_ok=True)

	def skip(self, suite: str, why: str) -> None:
		"""Count a suite's tests as skipped."""
		number = sum(tests_in(ROOT / folder) for folder in FOLDERS[suite])
		self.counts[suite] = Count(skipped=number)
		self.remark(f"SKIPPED: {number} {suite} tests: {why}")

	def fail(self, suite: str, why: str) -> None:
		"""Count a suite that could not even begin."""
		self.counts[suite].failed += 1
		self.remark(f"FAILED: {suite} tests could not run: {why}")

	def remark(self, text: str) -> None:
		self.remarks.append(text)
		say(f"!! {text}")

	def take(self, suite: str, result: Path) -> None:
		"""What a process of its own has found out about a suite; one that left nothing has failed."""
		if not result.exists():
			return self.fail(suite, "their process ended without a result")
		found = json.loads(result.read_text())
		self.counts[suite] = Count(**found["count"])
		self.remarks += found["remarks"]

	def hand_over(self, result: Path) -> int:
		"""Write what was found out about the one suite of this process; the exit code."""
		count = self.counts[self.suites[0]]
		result.write_text(json.dumps({"count": asdict(count), "remarks": self.remarks}))
		return 1 if count.failed else 0

	def report(self) -> int:
		"""Write the report and say the sum; the exit code."""
		counts = {suite: asdict(count) for suite, count in self.counts.items()}
		REPORTS.mkdir(exist_ok=True)
		(REPORTS / "tests.json").write_text(json.dumps({"commit": head(), **counts}, indent=2) + "\n")
		for suite in self.suites:
			say(f"{suite}: " + describe(self.counts[suite]))
		for remark in self.remarks:
			say(f"!! {remark}")
		total = Count(
			*(sum(count[key] for count in counts.values()) for key in ("passed", "failed", "skipped"))
		)
		say(describe(total))
		return 1 if total.failed or not total.passed else 0


def main() -> int:
	signal.signal(signal.SIGTERM, end_in_order)
	signal.signal(signal.SIGHUP, end_in_order)
	options, pytest_arguments = parse()
	REPORTS.mkdir(exist_ok=True)
	if options.drop:
		return drop(options.lab)
	run = Run(options.suites or list(FOLDERS), pytest_arguments)
	if len(run.suites) > 1 and not options.lab:
		run_side_by_side(run)
		return run.report()
	if "unit" in run.suites:
		run.pytest("unit", sys.executable, ROOT, dict(os.environ))
	on_a_bench = [suite for suite in run.suites if suite != "unit"]
	if on_a_bench:
		run_on_bench(run, on_a_bench, options.lab)
	return run.hand_over(options.part) if options.part else run.report()


def parse() -> tuple[argparse.Namespace, list[str]]:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--lab", help="run site and browser tests in a site of this name that stays")
	parser.add_argument("--drop", action="store_true", help="remove the site named by --lab, and end")
	parser.add_argument(
		"--part", type=Path, help=argparse.SUPPRESS
	)  # where one of several suites leaves its result
	options, others = parser.parse_known_args()
	if options.drop and not options.lab:
		parser.error("--drop needs --lab NAME")
	options.suites = [argument for argument in others if argument in FOLDERS]
	return options, [argument for argument in others if argument not in FOLDERS]


def run_side_by_side(run: Run) -> None:
	"""Each suite in a process of its own, which does not wait for the others."""
	folder = REPORTS / f"parts-{os.getpid()}"
	say(f"== {', '.join(run.suites)} side by side; what they say as they go is in {folder}")
	parts = {suite: start_part(suite, folder, run.pytest_arguments) for suite in run.suites}
	try:
		for suite, part in parts.items():
			part.wait()
			say((folder / f"{suite}.log").read_text(errors="replace"))
			run.take(suite, folder / f"{suite}.json")
	finally:
		for part in parts.values():
			stop(part, patience=90)  # it drops its site
		shutil.rmtree(folder, ignore_errors=True)


def start_part(suite: str, folder: Path, pytest_arguments: list[str]) -> subprocess.Popen[bytes]:
	command = [sys.executable, __file__, suite, "--part", str(folder / f"{suite}.json"), *pytest_arguments]
	return start(command, folder / f"{suite}.log", cwd=ROOT, env=os.environ)


def run_on_bench(run: Run, suites: list[str], name: str | None) -> None:
	"""Run suites against a site of their own, and remove it whatever happens."""
	try:
		bench = find_bench()
	except FileNotFoundError as problem:
		for suite in suites:
			run.fail(suite, str(problem))
		return
	if bench is None:
		for suite in suites:
			run.skip(suite, how_to_get_one())
		return
	lab = kept_lab(bench, REPORTS, name) if name else lab_of_a_run(bench, REPORTS)
	try:
		prepare(lab, kept=bool(name))
		for suite in suites:
			run_suite(run, suite, lab)
	except (OSError, RuntimeError, subprocess.SubprocessError) as problem:
		for suite in suites:
			if run.counts[suite] == Count():
				run.fail(suite, str(problem))
	finally:
		put_away(lab, kept=bool(name), logs="-".join(suites))


def prepare(lab: Lab, *, kept: bool) -> None:
	"""Open a lab and see to its site: anew, or brought up to this checkout."""
	say(f"== a site of our own beside {lab.bench.path}")
	lab.open()
	sweep_leftovers(lab, REPORTS)
	fingerprint, known = lab.folder / "fingerprint", ""
	if kept and lab.has_site():
		known = fingerprint.read_text() if fingerprint.exists() else ""
		if known != shape_of_app():
			lab.migrate()
	else:
		lab.make_site()
	fingerprint.write_text(shape_of_app())


def run_suite(run: Run, suite: str, lab: Lab) -> None:
	if suite == "browser" and not (
		os.environ.get("CHROMIUM") or find_program("chromium", "chromium-browser", "google-chrome")
	):
		run.skip(suite, "no Chromium found: install it, or set CHROMIUM to its path")
		return
	if any(tests_in(ROOT / folder) for folder in FOLDERS[suite]):
		run.pytest(suite, lab.bench.python, lab.sites, lab.environment())


def put_away(lab: Lab, *, kept: bool, logs: str) -> None:
	"""Stop what was started; unless the lab is kept, drop its site and folder."""
	try:
		if not kept and lab.config:
			keep_logs(lab, REPORTS / "logs" / logs)
	except OSError as problem:
		say(f"!! the logs are lost: {problem}")
	try:
		if not kept and lab.config:
			lab.drop_site()
	finally:
		lab.close()
		if not kept:
			shutil.rmtree(lab.folder, ignore_errors=True)


def keep_logs(lab: Lab, folder: Path) -> None:
	"""The logs of the last run of these suites stay in .reports/logs."""
	shutil.rmtree(folder, ignore_errors=True)
	shutil.copytree(lab.logs, folder, ignore_dangling_symlinks=True)


def drop(name: str) -> int:
	"""Remove a kept lab."""
	bench = find_bench()
	if bench and (REPORTS / "labs" / name).exists():
		lab = kept_lab(bench, REPORTS, name)
		lab.open()
		put_away(lab, kept=False, logs=name)
	return 0


def run_bounded(command: list[str], cwd: Path, environment: dict[str, str], seconds: float) -> int | None:
	"""Run a command that may take so long; its exit code, None when it had to be ended."""
	process = subprocess.Popen(
		command,
		cwd=cwd,
		env=environment,
		stdin=subprocess.DEVNULL,
		start_new_session=True,
		preexec_fn=END_WITH_PARENT,
	)
	try:
		return process.wait(seconds)
	except subprocess.TimeoutExpired:
		return None
	finally:
		if process.poll() is None:
			end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
	"""Let pytest tear its fixtures down; by force when that takes too long."""
	os.killpg(process.pid, signal.SIGINT)
	try:
		process.wait(30)
	except subprocess.TimeoutExpired:
		os.killpg(process.pid, signal.SIGKILL)
		process.wait()


def end_in_order(number: int, frame: FrameType | None) -> None:
	"""A polite request to end still drops the site."""
	raise SystemExit(128 + number)


def read_count(result: Path) -> Count:
	"""Counts from a JUnit report; nothing when there is none."""
	count = Count()
	if not result.exists() or not result.stat().st_size:
		return count
	for suite in ElementTree.parse(result).iter("testsuite"):
		number = {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
		bad = number["failures"] + number["errors"]
		count.failed += bad
		count.skipped += number["skipped"]
		count.passed += max(0, number["tests"] - bad - number["skipped"])
	return count


def tests_in(folder: Path) -> int:
	"""How many test functions a folder holds."""
	return sum(
		isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
		for file in folder.rglob("test_*.py")
		for node in ast.walk(ast.parse(file.read_text()))
	)


def shape_of_app() -> str:
	"""What a kept site must be migrated for: names, sizes and times of the files that a migration reads."""
	parts = []
	for file in sorted((ROOT / "liaison_app").rglob("*")):
		if (
			file.suffix in (".json", ".txt", ".po", ".toml")
			or file.name in ("hooks.py", "install.py")
			or "setup" in file.parts
		):
			if "__pycache__" not in file.parts and file.is_file():
				parts.append(f"{file.relative_to(ROOT)} {file.stat().st_size} {file.stat().st_mtime_ns}")
	return "\n".join(parts)


def head() -> str:
	"""The commit that is checked out; empty outside of git."""
	done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True)
	return done.stdout.strip()


def describe(count: Count) -> str:
	return f"{count.passed} passed, {count.failed} failed, {count.skipped} skipped"


def say(text: str) -> None:
	print(text, flush=True)


if __name__ == "__main__":
	sys.exit(main())
