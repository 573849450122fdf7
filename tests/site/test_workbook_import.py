"""An import as a record of the desk: a real worker carries it out, all or nothing, for those who may."""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import frappe
import pytest
from openpyxl import load_workbook as open_xlsx

from devtools.processes import wait_until
from liaison_app.api import workbook as api
from liaison_app.services.workbook import importing
from tests import sitekit
from tests.site.builders import make_user
from tests.site.workbook_site import everything, forget_jobs, officer, words
from tests.workbooks import SMALL, Rows, with_values, workbook

__all__ = ["words"]


def attached(rows: Rows | bytes, name: str = "people.xlsx") -> Any:
	"""A Liaison Import with the workbook attached to it."""
	document = frappe.get_doc({"doctype": "Liaison Import", "workbook": "/private/files/none.xlsx"})
	document.insert()
	content = rows if isinstance(rows, bytes) else workbook(rows)
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": name,
			"is_private": 1,
			"content": content,
			"attached_to_doctype": "Liaison Import",
			"attached_to_name": document.name,
			"attached_to_field": "workbook",
		}
	).insert()
	document.workbook = file.file_url
	return document.save()


@pytest.fixture
def files_removed(rolled_back: None) -> Iterator[None]:
	"""Files on disk are not rolled back."""
	before = set(frappe.get_all("File", pluck="name", order_by="name asc"))
	yield
	for name in set(frappe.get_all("File", pluck="name", order_by="name asc")) - before:
		frappe.delete_doc("File", name, force=True)


@pytest.mark.commits
def test_a_worker_loads_the_workbook(files_removed: None, workers: Callable[..., Any]):
	document = attached(SMALL)
	api.start_import(document.name)
	frappe.db.commit()
	assert importing.status_of(document.name)["status"] == "Queued"
	workers(1)
	sitekit.wait_for_jobs()
	frappe.db.rollback()
	document.reload()
	assert (document.status, document.error_count) == ("Completed", 0)
	assert sum(row.added for row in document.counts) == sum(len(rows) for rows in SMALL.values())
	assert document.message == "17 rows are new, 0 changed, 0 were there as they are."
	assert officer().full_name == "Lin Bo"
	state = api.import_status(document.name)
	assert (state["status"], state["under_way"], state["interrupted"]) == ("Completed", False, False)


@pytest.mark.commits
def test_a_refused_workbook_leaves_its_faults_and_nothing_else(files_removed: None):
	rows = with_values(with_values(SMALL, "Units", 3, unit_name="=A2"), "Posts", 2, post="Janitor")
	document = attached(rows)
	before = everything()
	importing.run(document.name, "en")
	document.reload()
	assert document.status == "Refused"
	assert document.error_count == len(document.import_errors) == 2
	first = document.import_errors[0]
	assert (first.sheet, first.row_number, first.column_heading) == ("Units 单位", 3, "A: Unit 单位名称")
	assert first.message.startswith("The cell holds a formula.")
	assert everything() == before
	document.workbook = attached(SMALL).workbook
	document.save()
	assert (document.status, document.error_count, document.import_errors) == ("Not Started", None, [])


@pytest.mark.commits
def test_an_error_half_way_leaves_nothing(files_removed: None, monkeypatch: pytest.MonkeyPatch):
	document = attached(SMALL)
	before = everything()

	def break_down(*_arguments: object) -> None:
		raise RuntimeError("the disk is full")

	monkeypatch.setattr("liaison_app.services.workbook.writing.Writer._mark_parents", break_down)
	importing.run(document.name, "en")
	document.reload()
	assert document.status == "Failed"
	assert "noted in the Error Log" in document.message
	assert everything() == before


@pytest.mark.commits
def test_a_killed_worker_leaves_nothing_and_the_import_may_start_again(
	files_removed: None, workers: Callable[..., Any]
):
	document = attached(many_officers(1500))
	before = everything()
	(worker,) = workers(1)
	api.start_import(document.name)
	frappe.db.commit()
	wait_until(lambda: is_running(document.name), 60, "The import", worker.log)
	worker.kill()
	forget_jobs()
	frappe.db.rollback()
	assert everything() == before
	assert api.import_status(document.name)["interrupted"] is True
	api.start_import(document.name)
	frappe.db.commit()
	workers(1)
	sitekit.wait_for_jobs()
	frappe.db.rollback()
	assert frappe.db.get_value("Liaison Import", document.name, "status") == "Completed"
	assert frappe.db.count("Liaison Officer", {"officer_code": ("like", "M%")}) == 1500


@pytest.mark.commits
def test_two_workers_with_the_same_workbook_load_it_once(files_removed: None, workers: Callable[..., Any]):
	first, second = attached(many_officers(600), "first.xlsx"), attached(many_officers(600), "second.xlsx")
	for document in (first, second):
		api.start_import(document.name)
	frappe.db.commit()
	workers(2)
	sitekit.wait_for_jobs()
	frappe.db.rollback()
	added = []
	for document in (first, second):
		document.reload()
		assert document.status == "Completed", document.message
		added.append(sum(row.added for row in document.counts))
	assert sorted(added) == [0, 1203]
	assert frappe.db.count("Liaison Officer", {"officer_code": ("like", "M%")}) == 600


def is_running(name: str) -> bool:
	frappe.db.rollback()
	return frappe.db.get_value("Liaison Import", name, "status") == "Running"


def many_officers(count: int) -> dict[str, list[dict[str, Any]]]:
	codes = [f"M{number:05}" for number in range(count)]
	return {
		"Units": SMALL["Units"],
		"Officers": [{"officer_code": code, "full_name": f"Person {code}", "unit": "Arts"} for code in codes],
		"Posts": [{"officer": code, "post": "Staff"} for code in codes],
	}


def test_an_import_cannot_be_started_twice_at_once(files_removed: None):
	document = attached(SMALL)
	frappe.db.set_value("Liaison Import", document.name, "status", "Queued")
	frappe.enqueue(importing.run, queue="long", job_id=f"liaison_import:{document.name}", name="x", lang="en")
	try:
		with pytest.raises(frappe.ValidationError, match="under way already"):
			api.start_import(document.name)
		document.reload()
		document.workbook = "/private/files/other.xlsx"
		with pytest.raises(frappe.ValidationError, match="Change the workbook when it has ended"):
			document.save()
	finally:
		forget_jobs()


def test_a_link_is_no_workbook():
	document = frappe.get_doc(
		{"doctype": "Liaison Import", "workbook": "https://liaison.example/people.xlsx"}
	).insert()
	with pytest.raises(frappe.ValidationError, match="as a file and not as a link"):
		api.start_import(document.name)


# --- who may ---


def test_a_manager_gets_the_template_with_the_words_of_the_site(
	as_user: Callable[[str], AbstractContextManager[None]],
):
	with as_user(make_user("boss@liaison.example", "Liaison Manager")):
		api.download_template()
	assert frappe.response["filename"] == "liaison_template.xlsx"
	book = open_xlsx(io.BytesIO(frappe.response["filecontent"]))
	columns = {
		column[0].value: [cell.value for cell in column[1:]] for column in book["Lists 选项"].iter_cols()
	}
	assert "President 院长" in columns["post"]
	assert "lin@liaison.example" in columns["user"]


@pytest.mark.parametrize("role", ["Liaison Officer", "Liaison Clerk", "Liaison Reviewer"])
def test_others_may_neither_load_nor_look(role: str, as_user: Callable[[str], AbstractContextManager[None]]):
	document = frappe.get_doc({"doctype": "Liaison Import", "workbook": "/private/files/none.xlsx"}).insert()
	with as_user(make_user("other@liaison.example", role)):
		for call in (
			api.download_template,
			lambda: api.start_import(document.name),
			lambda: api.import_status(document.name),
		):
			with pytest.raises(frappe.PermissionError):
				call()
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc("Liaison Import", document.name).check_permission("read")


def test_a_file_of_somebody_else_is_not_read(
	as_user: Callable[[str], AbstractContextManager[None]], files_removed: None
):
	secret = frappe.get_doc(
		{"doctype": "File", "file_name": "secret.xlsx", "is_private": 1, "content": workbook(SMALL)}
	).insert()
	with as_user(make_user("boss@liaison.example", "Liaison Manager")):
		document = frappe.get_doc({"doctype": "Liaison Import", "workbook": secret.file_url}).insert()
		frappe.db.delete("File", {"attached_to_name": document.name})
		with pytest.raises(frappe.ValidationError, match="you may not read it"):
			api.start_import(document.name)
