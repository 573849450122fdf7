"""An officer downloads an official form in Chinese; a manager sees which fields a template may name."""

from collections.abc import Callable
from pathlib import Path

import frappe
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests import word_files
from tests.site import builders

USER = "wang.forms@liaison.example"


def choose_format(page: Page, name: str) -> None:
	"""The print view draws itself anew while it loads, and closes a list that was open."""
	option = page.locator("[role=listbox]:visible").get_by_text(name, exact=True)
	for _attempt in range(4):
		page.locator("[data-fieldname=print_format] input:visible").click()
		page.wait_for_timeout(1000)
		if option.count():
			return option.click()
		page.keyboard.press("Tab")


def test_an_officer_downloads_the_registration_and_a_manager_looks_at_its_fields(
	make_user: Callable[..., str],
	logged_in: Callable[..., Page],
	picture: Callable[[Page, str], None],
	tmp_path: Path,
):
	user = make_user(USER, "Liaison Officer")
	manager = make_user("manager.forms@liaison.example", "Liaison Manager")
	for each in (user, manager):
		frappe.db.set_value("User", each, "language", "zh")
	unit = builders.make_unit("信息学院")
	officer = builders.make_officer(unit, user, full_name="王芳/'𠮷'")
	builders.make_assignment(officer, builders.make_target(unit, title="计科2301班"))
	frappe.db.commit()

	page = logged_in(USER)
	page.goto(f"/app/liaison-officer/{officer.name}")
	page.get_by_role("button", name="规定表格").click()
	picture(page, "official-forms-menu")
	page.locator(".dropdown-menu:visible").get_by_text("“三联系”登记表").click()
	dialog = page.locator(".modal-dialog:visible")
	expect(dialog).to_contain_text("日期")
	with page.expect_download() as download:
		dialog.get_by_role("button", name="下载").click()
	assert download.value.suggested_filename.startswith("党员干部“三联系”登记表_王芳_'𠮷'_计科2301班")
	download.value.save_as(tmp_path / "form.docx")
	assert "计科2301班" in word_files.all_text((tmp_path / "form.docx").read_bytes())

	choose(page, "“三联系”登记表")
	dialog = page.locator(".modal-dialog:visible")
	dialog.get_by_label("文件格式").or_(
		dialog.locator("[data-fieldname=file_format] select")
	).first.select_option("pdf")
	with page.expect_download() as download:
		dialog.get_by_role("button", name="下载").click()
	assert download.value.suggested_filename.endswith(".pdf")
	download.value.save_as(tmp_path / "form.pdf")
	assert len(PdfReader(tmp_path / "form.pdf").pages) == 2

	page.goto(f"/app/print/Liaison Officer/{officer.name}")
	preview = page.frame_locator("iframe.print-format-container")
	expect(preview.locator(".print-format")).to_be_visible()
	choose_format(page, "“三联系”登记表")
	expect(preview.locator(".liaison-form .page")).to_have_count(2)
	expect(preview.locator(".liaison-form")).to_contain_text("计科2301班")
	picture(page, "official-forms-print-view")

	page = logged_in(manager)
	page.goto("/app/liaison-form/registration")
	expect(page.locator(".liaison-known-fields")).to_contain_text("students.category")
	expect(page.locator(".liaison-known-fields")).to_contain_text("困难")
	picture(page, "official-forms-template")
	with page.expect_download() as download:
		page.get_by_role("button", name="下载随附模板").click()
	assert download.value.suggested_filename == "党员干部“三联系”登记表.docx"


def test_lists_units_and_visits_lead_to_their_forms(
	make_user: Callable[..., str], logged_in: Callable[..., Page], tmp_path: Path
):
	manager = make_user("manager.grids@liaison.example", "Liaison Manager")
	frappe.db.set_value("User", manager, "language", "zh")
	unit = builders.make_unit("信息学院")
	officer = builders.make_officer(unit, full_name="王芳")
	heard = builders.make_target(unit, title="计科2302班")
	builders.make_assignment(officer, heard)
	builders.ensure("Liaison Activity Type", "activity_name", "Class Observation")
	visit = builders.make_visit([officer], [heard], activities=[{"activity": "Class Observation"}])
	frappe.db.commit()

	page = logged_in(manager)
	menus = (
		("/app/liaison-assignment", "“三联系”汇总表（Excel）", ".xlsx"),
		(f"/app/liaison-unit/{unit}", "听课制度执行情况报告", ".docx"),
	)
	for route, form, ending in menus:
		page.goto(route)
		choose(page, form)
		with page.expect_download() as download:
			page.locator(".modal-dialog:visible").get_by_role("button", name="下载").click()
		assert download.value.suggested_filename.endswith(ending)
		download.value.save_as(tmp_path / f"form{ending}")
	assert load_workbook(tmp_path / "form.xlsx").active["D3"].value == "计科2302班"

	page.goto(f"/app/contact-visit/{visit.name}")
	with page.expect_download() as download:
		choose(page, "听课记录表")
	assert download.value.suggested_filename.startswith("听课记录表_王芳")
	with page.expect_download() as download:
		choose(page, "听课记录表（PDF）")
	assert download.value.suggested_filename.endswith(".pdf")


def choose(page: Page, form: str) -> None:
	page.locator(".page-head:visible").get_by_role("button", name="规定表格").click()
	page.locator(".dropdown-menu:visible").get_by_text(form, exact=True).click()
