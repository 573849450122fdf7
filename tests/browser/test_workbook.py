"""A manager loads a workbook from the desk: template, upload, faults, mending, loaded."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frappe
import pytest
from openpyxl import load_workbook as open_xlsx
from playwright.sync_api import Page, expect

from liaison_app.services.workbook.sheets import SHEETS
from tests.site.builders import ensure
from tests.site.conftest import workers
from tests.workbooks import SMALL, with_values, workbook

__all__ = ["workers"]


@pytest.fixture
def manager(make_user: Callable[..., str]) -> str:
	"""Somebody who may load, on a site that knows the words of the workbook."""
	for user in ("clerk@liaison.example", "lin@liaison.example"):
		make_user(user, "Liaison Officer")
	for post in ("President", "Staff"):
		ensure("Liaison Post", "post_name", post)
	for target_type in ("Class", "Student", "Course"):
		ensure("Target Type", "target_type_name", target_type)
	ensure("Liaison Tag", "tag_name", "Applicant")
	manager = make_user("mia.browser@liaison.example", "Liaison Manager")
	frappe.db.commit()
	return manager


def test_a_manager_loads_a_workbook_after_mending_it(
	manager: str, logged_in: Callable[..., Page], workers: Callable[..., Any], tmp_path: Path
):
	workers(1, queues="long")
	wrong, right = tmp_path / "wrong.xlsx", tmp_path / "right.xlsx"
	wrong.write_bytes(workbook(with_values(SMALL, "Targets", 2, unit="Nowhere")))
	right.write_bytes(workbook(SMALL))

	page = logged_in(manager)
	page.goto("/app/liaison-import/new")
	assert_is_template(page)
	attach(page, wrong)
	load(page, "Load", "Refused")
	fault = page.locator(".liaison-faults tbody tr")
	expect(fault).to_contain_text("Targets 联系对象")
	expect(fault).to_contain_text('There is no unit "Nowhere", neither on the sheet Units nor on this site.')

	page.locator('[data-fieldname="workbook"]').locator("[data-action=clear_attachment]").click()
	attach(page, right)
	load(page, "Load", "Completed")
	expect(page.locator('[data-fieldname="counts"] .grid-body')).to_contain_text("Units 单位")
	frappe.db.rollback()
	assert frappe.db.exists("Liaison Officer", {"officer_code": "E001"})


def assert_is_template(page: Page) -> None:
	with page.expect_download() as download:
		page.get_by_role("button", name="Download Template").click()
	assert download.value.suggested_filename == "liaison_template.xlsx"
	book = open_xlsx(io.BytesIO(Path(download.value.path()).read_bytes()))
	assert {sheet.title for sheet in SHEETS} <= set(book.sheetnames)


def attach(page: Page, file: Path) -> None:
	page.locator('[data-fieldname="workbook"]').get_by_role("button", name="Attach").click()
	dialog = page.locator(".modal-dialog:visible")
	dialog.locator('input[type="file"]').first.set_input_files(file)
	dialog.get_by_role("button", name="Upload").click()
	expect(page.locator('[data-fieldname="workbook"] .attached-file-link')).to_contain_text(file.stem)


def load(page: Page, button: str, ends_as: str) -> None:
	page.get_by_role("button", name=button, exact=True).click()
	expect(page.locator(".page-head .indicator-pill:visible")).to_have_text(ends_as, timeout=60_000)
