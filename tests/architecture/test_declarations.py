"""What is declared in hooks.py, modules.txt and patches.txt exists."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from liaison_app import __version__
from tests.architecture.rules.source import APP

ROOT = Path(__file__).resolve().parents[2]


def strings_in(file: Path) -> list[str]:
	return [
		node.value
		for node in ast.walk(ast.parse(file.read_text()))
		if isinstance(node, ast.Constant) and isinstance(node.value, str)
	]


def names_defined(file: Path) -> Iterator[str]:
	for node in ast.parse(file.read_text()).body:
		if isinstance(node, ast.FunctionDef | ast.ClassDef):
			yield node.name
		elif isinstance(node, ast.Assign):
			yield from (target.id for target in node.targets if isinstance(target, ast.Name))
		elif isinstance(node, ast.ImportFrom):
			yield from (alias.asname or alias.name for alias in node.names)


def is_there(root: Path, dotted: str) -> bool:
	"""Whether a dotted name is a function, a class or a module of the repository."""
	parts = dotted.split(".")
	path = root.joinpath(*parts)
	if path.with_suffix(".py").exists() or (path / "__init__.py").exists():
		return True
	module = root.joinpath(*parts[:-1])
	file = module / "__init__.py" if module.is_dir() else module.with_suffix(".py")
	return file.exists() and parts[-1] in names_defined(file)


def missing_names(root: Path) -> list[str]:
	dotted = [text for text in strings_in(root / APP / "hooks.py") if re.fullmatch(rf"{APP}(\.\w+)+", text)]
	return [name for name in dotted if not is_there(root, name)]


def missing_assets(root: Path) -> list[str]:
	assets = [text for text in strings_in(root / APP / "hooks.py") if text.startswith(f"/assets/{APP}/")]
	return [
		path
		for path in assets
		if not (root / APP / "public" / path.removeprefix(f"/assets/{APP}/").partition("?")[0]).exists()
	]


def lines_of(file: Path) -> list[str]:
	return [
		line.strip() for line in file.read_text().splitlines() if line.strip() and line.strip()[0] not in "#["
	]


def doctype_files() -> list[Path]:
	return [
		file
		for file in (ROOT / APP / "liaison" / "doctype").glob("*/*.json")
		if file.stem == file.parent.name
	]


def test_hooks_name_what_exists():
	assert missing_names(ROOT) == []


def test_hooks_name_files_that_exist():
	assert missing_assets(ROOT) == []


def test_a_planted_wrong_hook_is_caught(tmp_path: Path):
	(tmp_path / APP).mkdir()
	(tmp_path / APP / "jobs.py").write_text("def nightly():\n\tpass\n")
	(tmp_path / APP / "hooks.py").write_text(
		f'events = ["{APP}.jobs.nightly", "{APP}.jobs.nihgtly"]\nlogo = "/assets/{APP}/logo.svg"\n'
	)
	assert missing_names(tmp_path) == [f"{APP}.jobs.nihgtly"]
	assert missing_assets(tmp_path) == [f"/assets/{APP}/logo.svg"]


def test_scripts_and_styles_are_asked_for_by_version():
	"""Frappe lets browsers keep files under /assets for long: a new version has to have new addresses."""
	assets = [path for path in strings_in(ROOT / APP / "hooks.py") if path.startswith(f"/assets/{APP}/")]
	loaded = [path for path in assets if re.search(r"\.(js|css)\b", path)]
	assert loaded
	assert [path for path in loaded if not path.endswith(f"?v={__version__}")] == []


def test_patches_exist():
	assert [
		patch for patch in lines_of(ROOT / APP / "patches.txt") if not is_there(ROOT, patch.split()[0])
	] == []


def test_modules_exist():
	for module in lines_of(ROOT / APP / "modules.txt"):
		assert (ROOT / APP / module.lower().replace(" ", "_") / "__init__.py").exists(), module


@pytest.mark.parametrize("file", doctype_files(), ids=lambda file: file.stem)
def test_doctype_is_whole(file: Path):
	doctype = json.loads(file.read_text())
	fields = [field["fieldname"] for field in doctype["fields"]]
	assert sorted(set(fields)) == sorted(fields), "a fieldname twice"
	assert doctype["module"] == "Liaison"
	assert file.with_suffix(".py").exists(), "no controller"
	assert doctype.get("istable") or doctype["permissions"], "nobody may read it"
