"""The harness keeps its hands off what is not its own, and counts what it runs."""

import os
from pathlib import Path

import pytest

from devtools import servers
from devtools.bench import INSTALLATION_GUIDE, Bench, find_bench, how_to_get_one
from devtools.lab import drop_database, kept_lab, lab_of_a_run
from devtools.processes import free_port, is_alive, listens, start, stop, wait_until
from devtools.servers import Database, configured_database
from tests import run

NO_SERVER = Database("127.0.0.1", 1, "root", "")


def a_bench(folder: Path) -> Bench:
	"""A folder that looks like a bench."""
	for file in ("env/bin/python", "apps/frappe/frappe/__init__.py", "sites/common_site_config.json"):
		(folder / file).parent.mkdir(parents=True, exist_ok=True)
		(folder / file).write_text("{}")
	return Bench(folder)


def test_a_bench_is_found_where_bench_dir_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
	bench = a_bench(tmp_path)
	monkeypatch.setenv("BENCH_DIR", str(tmp_path))
	assert find_bench() == bench


def test_a_bench_dir_that_is_no_bench_is_an_error_not_a_skip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setenv("BENCH_DIR", str(tmp_path))
	with pytest.raises(FileNotFoundError, match="is no bench"):
		find_bench()


def test_without_a_bench_the_way_to_one_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
	monkeypatch.delenv("BENCH_DIR", raising=False)
	monkeypatch.setenv("HOME", str(tmp_path))
	assert find_bench() is None
	assert "BENCH_DIR" in how_to_get_one()
	assert INSTALLATION_GUIDE in how_to_get_one()


@pytest.mark.parametrize("name", ["mysql", "_1a2b3c", "liaison", "liaison_test_1; DROP", "my_liaison_test_1"])
def test_only_databases_of_labs_are_dropped(name: str):
	with pytest.raises(ValueError, match="no database of a lab"):
		drop_database(NO_SERVER, name)


@pytest.mark.parametrize("name", ["", "../elsewhere", "Mine", "a b", "x" * 21])
def test_a_lab_is_not_made_outside_its_folder(name: str, tmp_path: Path):
	with pytest.raises(ValueError, match="cannot name a lab"):
		kept_lab(Bench(tmp_path), tmp_path, name)


def test_a_kept_lab_is_the_same_in_the_next_run(tmp_path: Path):
	first, second = (kept_lab(Bench(tmp_path), tmp_path, "mine") for _ in range(2))
	assert (first.site, first.database_name) == (second.site, second.database_name)


def test_two_runs_never_share_a_site(tmp_path: Path):
	first, second = (lab_of_a_run(Bench(tmp_path), tmp_path) for _ in range(2))
	assert first.site != second.site
	assert first.database_name != second.database_name
	assert first.folder != second.folder


def test_a_lab_hides_the_benchs_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setenv("FRAPPE_SITE", "real.example")
	monkeypatch.setenv("PYTHONPATH", "/elsewhere")
	monkeypatch.setenv("CI", "true")
	environment = lab_of_a_run(Bench(tmp_path), tmp_path).environment()
	assert "FRAPPE_SITE" not in environment
	assert "CI" not in environment
	assert environment["PYTHONPATH"].split(os.pathsep)[0] == str(run.ROOT)


def test_the_root_password_comes_from_the_bench_or_the_environment(monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setenv("DB_ROOT_PASSWORD", "told")
	assert configured_database({"root_password": "kept"}).password == "kept"
	assert configured_database({}).password == "told"
	assert "told" not in repr(configured_database({}))


def test_a_process_is_started_waited_for_and_stopped(tmp_path: Path):
	port = free_port()
	process = start(["python3", "-m", "http.server", str(port), "--bind", "127.0.0.1"], tmp_path / "log")
	wait_until(lambda: listens("127.0.0.1", port), 30, "The server")
	assert is_alive(process.pid)
	stop(process)
	assert not listens("127.0.0.1", port)


def test_waiting_in_vain_says_for_what_and_shows_the_log(tmp_path: Path):
	(tmp_path / "log").write_text("out of memory\n")
	with pytest.raises(TimeoutError, match=r"(?s)The server was not ready.*out of memory"):
		wait_until(lambda: False, 0, "The server", tmp_path / "log")


def test_results_are_counted(tmp_path: Path):
	result = tmp_path / "unit.xml"
	result.write_text('<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>')
	assert run.read_count(result) == run.Count(passed=3, failed=3, skipped=3)


def test_no_result_is_no_success(tmp_path: Path):
	assert run.read_count(tmp_path / "missing.xml") == run.Count()


def test_what_would_have_run_is_counted(tmp_path: Path):
	(tmp_path / "test_a.py").write_text(
		"def test_one(): ...\ndef helper(): ...\nclass TestIt:\n\tdef test_two(self): ...\n"
	)
	assert run.tests_in(tmp_path) == 2


def test_an_install_of_mariadb_that_was_disturbed_is_done_again(tmp_path: Path):
	installer, tried, log = tmp_path / "install", tmp_path / "tried", tmp_path / "log"
	installer.write_text(f"#!/bin/sh\ntest -e {tried} && exit 0\ntouch {tried}\necho disturbed\nexit 1\n")
	installer.chmod(0o755)
	servers.install_database(str(installer), tmp_path / "data", "--user=me", log)
	assert log.read_text() == "disturbed\n"


def test_an_install_of_mariadb_that_never_succeeds_says_why(tmp_path: Path):
	installer = tmp_path / "install"
	installer.write_text("#!/bin/sh\necho no room left\nexit 1\n")
	installer.chmod(0o755)
	with pytest.raises(RuntimeError, match="no room left"):
		servers.install_database(str(installer), tmp_path / "data", "--user=me", tmp_path / "log")
