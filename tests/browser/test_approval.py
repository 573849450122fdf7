"""A reviewer in Chinese, on a desk and on a phone: from the card to the list of what waits, many approved at once, one returned with a reason."""

import re
from collections.abc import Callable

import frappe
import pytest
from playwright.sync_api import Page, expect

from tests.site import builders

SIZES = {"desk": (1280, 800), "phone": (390, 844)}


def three_papers(make_user: Callable[..., str]) -> str:
	"""Three papers of an officer, handed in; the reviewer who is asked."""
	reviewer = make_user("rui@liaison.example", "Liaison Reviewer")
	frappe.db.set_value("User", reviewer, "language", "zh")
	college = builders.make_unit("机电工程学院", reviewer=reviewer)
	officer = builders.make_officer(college, None, full_name="王明")
	for title in ("九月工作小结", "十月工作小结", "十一月工作小结"):
		values = {"title": title, "document_kind": "Summary", "officer": officer.name}
		builders.insert("Duty Document", **values).update({"status": "Handed In"}).save()
	frappe.db.commit()
	frappe.clear_cache()
	return reviewer


def act(page: Page, label: str) -> None:
	"""Choose from the menu of what to do with the chosen rows."""
	page.locator(".actions-btn-group:visible > button").click()
	page.locator(".actions-btn-group .dropdown-menu:visible .menu-item-label", has_text=label).first.click()


@pytest.mark.parametrize("size", SIZES)
def test_a_reviewer_approves_from_the_list_what_waits(
	make_user: Callable[..., str],
	logged_in: Callable[..., Page],
	picture: Callable[[Page, str], None],
	size: str,
):
	width, height = SIZES[size]
	page = logged_in(three_papers(make_user), width=width, height=height)
	page.goto("/app/liaison-supervision")
	card = page.locator(".number-widget-box", has_text="待我审批的材料")
	expect(card.locator(".number")).to_have_text("3")
	picture(page, f"approval_workspace_{size}")
	card.locator(".widget-body").click()
	page.wait_for_url("**/app/duty-document**")
	rows = page.locator(".list-row-container .list-row")
	expect(rows).to_have_count(3)
	expect(rows.first).to_contain_text("已提交")
	if size == "desk":  # on a phone it is in the menu
		page.goto("/app/duty-document")
		page.locator(".page-actions button:visible", has_text="待我审批").click()
		page.wait_for_url("**approver=**")
		expect(rows).to_have_count(3)
	for title in ("九月工作小结", "十月工作小结"):
		rows.filter(has_text=title).locator(".list-row-checkbox").check()
	picture(page, f"approval_list_{size}")
	act(page, "批准")
	expect(rows).to_have_count(1)
	page.keyboard.press("Escape")
	rows.filter(has_text="十一月工作小结").locator(".list-row-checkbox").check()
	act(page, "退回")
	dialog = page.locator(".modal-dialog:visible", has_text="退回原因")
	dialog.locator("textarea").fill("请补充学生反映的问题")
	picture(page, f"approval_return_{size}")
	dialog.locator("button.btn-primary:visible").click()
	expect(rows).to_have_count(0)
	frappe.db.rollback()
	found = frappe.get_all("Duty Document", ["status", "return_reason"], order_by="creation asc, name asc")
	assert [row.status for row in found] == ["Approved", "Approved", "Returned"]
	assert found[2].return_reason == "请补充学生反映的问题"


def test_in_the_form_a_return_asks_for_its_reason(
	make_user: Callable[..., str], logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
):
	page = logged_in(three_papers(make_user), width=390, height=844)
	paper = frappe.get_last_doc("Duty Document")
	page.goto(f"/app/duty-document/{paper.name}")
	expect(page.locator(".page-head .indicator-pill:visible")).to_have_text("已提交")
	act(page, "退回")
	dialog = page.locator(".modal-dialog:visible", has_text="退回原因")
	dialog.locator("textarea").fill("缺第二部分")
	dialog.locator("button.btn-primary:visible").click()
	expect(page.locator(".page-head .indicator-pill:visible")).to_have_text(re.compile("已退回"))
	page.locator(".modal-dialog").first.wait_for(state="hidden")
	picture(page, "approval_form_phone")
	frappe.db.rollback()
	assert frappe.db.get_value("Duty Document", paper.name, "return_reason") == "缺第二部分"
