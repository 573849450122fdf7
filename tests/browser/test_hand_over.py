"""Handing targets over in the desk: choose, look at what comes of it, do it."""

from collections.abc import Callable

import frappe
from playwright.sync_api import Page, expect

from tests.site.builders import make_assignment, make_officer, make_target, make_unit

PHONE = {"width": 390, "height": 844}


def test_a_reviewer_hands_all_targets_of_an_officer_over(
	make_user: Callable[..., str], logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
):
	user = make_user("shen.hands@liaison.example", "Liaison Reviewer")
	frappe.db.set_value("User", user, "language", "zh")
	unit = make_unit("移交学院", reviewer=user)
	old, new = (make_officer(unit, full_name=name) for name in ("赵离任", "钱接任"))
	held = [make_target(unit, title=title) for title in ("网络一班", "<b>软件二班</b>")]
	for each in held:
		make_assignment(old, each)
	frappe.db.commit()
	frappe.clear_cache(user=user)

	page = logged_in(user, land=True)
	page.goto(f"/app/liaison-officer/{old.name}", wait_until="commit")
	page.get_by_role("button", name="移交联系对象").click()
	dialog = page.locator(".modal-dialog:visible", has_text="移交联系对象")
	expect(dialog.get_by_text("网络一班")).to_be_visible()
	expect(dialog.get_by_text("<b>软件二班</b>")).to_be_visible()
	dialog.get_by_role("button", name="预览").click()
	expect(dialog.get_by_text("将无人联系")).to_be_visible()

	choose = dialog.locator(".frappe-control[data-fieldname=successor] input:visible").first
	choose.fill(new.name)
	page.locator("[role=option]:visible", has_text="钱接任").first.click()
	expect(dialog.get_by_role("link", name="钱接任")).to_have_count(2)
	dialog.get_by_role("button", name="预览").click()
	expect(dialog.get_by_text("可以移交")).to_be_visible()
	expect(dialog.get_by_text("钱接任：2 个（移交前 0 个）")).to_be_visible()
	picture(page, "hand-over")
	page.set_viewport_size(PHONE)
	expect(page.locator(".layout-side-section:visible")).to_have_count(0)
	picture(page, "hand-over-phone")
	dialog.get_by_role("button", name="确认移交").click()
	expect(page.get_by_text("已结束 2 项联系安排，新建 2 项。")).to_be_visible()
	frappe.db.rollback()
	assert frappe.db.count("Liaison Assignment", {"officer": new.name, "status": "Approved"}) == 2
