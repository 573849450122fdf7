"""The linter and the type checker find nothing, and would find something."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = ROOT / "pyproject.toml"


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
	return subprocess.run([sys.executable, "-m", *arguments], cwd=cwd, capture_output=True, text=True)


def test_ruff_finds_nothing():
	done = run("ruff", "check", ".")
	assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_would_find_an_unused_import(tmp_path: Path):
	(tmp_path / "planted.py").write_text("import os\n")
	done = run("ruff", "check", f"--config={CONFIGURATION}", str(tmp_path))
	assert done.returncode == 1
	assert "F401" in done.stdout


def test_types_hold():
	done = run("mypy")
	assert done.returncode == 0, done.stdout + done.stderr


def test_types_would_catch_a_wrong_one(tmp_path: Path):
	planted = tmp_path / "liaison_app" / "engine"
	planted.mkdir(parents=True)
	for package in (planted, planted.parent):
		(package / "__init__.py").touch()
	(planted / "planted.py").write_text(
		"def days(number: int) -> str:\n\treturn number\n\n\ndef untyped(value):\n\tpass\n"
	)
	done = run("mypy", f"--config-file={CONFIGURATION}", cwd=tmp_path)
	assert "Incompatible return value" in done.stdout
	assert "missing a type annotation" in done.stdout
