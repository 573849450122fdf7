"""Installing makes what the app declares; uninstalling removes it and leaves the rest of the site alone."""

import json
import subprocess
from collections import Counter
from pathlib import Path

import frappe
import pytest

from tests import sitekit
from tests.sitekit import CHECKOUT

DOCTYPES = CHECKOUT / "liaison_app" / "liaison" / "doctype"
ROLES = ("Liaison Officer", "Liaison Clerk", "Liaison Reviewer", "Liaison Manager")
# What is not the app's to bring back: traces of a deletion, what Frappe counts, which roles somebody gave to whom.
TRACES = {
	"Deleted Document",
	"Error Log",
	"Has Role",
	"Installed Application",
	"Patch Log",
	"Scheduled Job Log",
	"Version",
}


# Records that help to begin, by the folder of their files.
HELP = {
	"Form Tour": "form_tour",
	"Module Onboarding": "module_onboarding",
	"Onboarding Step": "onboarding_step",
}


def declared_doctypes() -> set[str]:
	files = (file for file in DOCTYPES.glob("*/*.json") if file.stem == file.parent.name)
	return {json.loads(Path(file).read_text())["name"] for file in files}


def declared(folder: str) -> set[str]:
	return {json.loads(file.read_text())["name"] for file in (DOCTYPES.parent / folder).glob("*/*.json")}


def records_of(kind: str) -> set[str]:
	"""Our records of a kind that are on the site."""
	names = sorted(declared(HELP[kind]))
	return set(frappe.get_all(kind, {"name": ("in", names)}, pluck="name"))


def rows_per_table() -> Counter[str]:
	tables = frappe.get_all(
		"DocType", filters={"issingle": 0, "is_virtual": 0}, pluck="name", order_by="name asc"
	)
	return Counter({table: frappe.db.count(table) for table in tables if frappe.db.table_exists(table)})


def test_the_app_is_installed_from_this_checkout():
	import liaison_app

	assert "liaison_app" in frappe.get_installed_apps()
	assert CHECKOUT in Path(liaison_app.__file__).resolve().parents


def test_every_declared_doctype_is_there_with_its_table():
	there = set(frappe.get_all("DocType", filters={"module": "Liaison"}, pluck="name"))
	assert there == declared_doctypes()
	for doctype in there:
		assert frappe.get_meta(doctype).issingle or frappe.db.table_exists(doctype), doctype


@pytest.mark.parametrize("kind", HELP)
def test_tours_and_first_steps_are_there(kind):
	assert records_of(kind) == declared(HELP[kind]) != set()


def test_the_first_steps_end_when_all_are_done():
	onboarding = frappe.get_doc("Module Onboarding", "Liaison Setup")
	for step in onboarding.steps:
		frappe.db.set_value("Onboarding Step", step.step, "is_complete", 1)
	assert onboarding.check_completion()


def test_roles_are_there():
	assert set(frappe.get_all("Role", filters={"name": ("in", ROLES)}, pluck="name")) == set(ROLES)


def test_no_doctype_of_a_neighbour_is_taken_over():
	from_others = {"Activity Type", "Academic Term", "Department", "Employee"}
	assert declared_doctypes() & from_others == set()


@pytest.mark.commits(clean=False)
def test_uninstalling_removes_what_installing_made_and_installing_again_makes_it_again():
	installed, marks = rows_per_table(), set(frappe.get_all("Custom Field", pluck="name"))
	bench("uninstall-app", "liaison_app", "--yes", "--no-backup")
	try:
		reconnect()
		assert "liaison_app" not in frappe.get_installed_apps()
		assert frappe.get_all("DocType", filters={"module": "Liaison"}, pluck="name") == []
		assert frappe.get_all("Role", filters={"name": ("in", ROLES)}, pluck="name") == []
		assert [
			table for table in frappe.db.get_tables(cached=False) if table[3:] in declared_doctypes()
		] == []
		assert set(frappe.get_all("Custom Field", pluck="name")) <= marks
		assert [kind for kind in HELP if records_of(kind)] == []
	finally:
		bench("install-app", "liaison_app")
		reconnect()
	again = rows_per_table()
	changed = {table: again[table] - installed[table] for table in again.keys() | installed.keys()}
	assert {table: number for table, number in changed.items() if number and table not in TRACES} == {}


def bench(*arguments: str) -> None:
	"""A command of Frappe's on the test site, in a process of its own as an administrator runs it."""
	frappe.db.rollback()
	command = [
		sitekit.PYTHON,
		"-m",
		"frappe.utils.bench_helper",
		"frappe",
		"--site",
		sitekit.SITE,
		*arguments,
	]
	done = subprocess.run(command, cwd=sitekit.SITES, capture_output=True, text=True)
	assert done.returncode == 0, done.stdout + done.stderr


def reconnect() -> None:
	"""Forget the site as it was."""
	frappe.destroy()
	sitekit.connect()
	frappe.clear_cache()
