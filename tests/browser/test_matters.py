"""In Chinese: a guest raises a matter on a phone and looks up the answer; the office takes it step by step at the desk."""

from collections.abc import Callable

import frappe
import pytest
from playwright.sync_api import Page, expect

from tests.site import builders


@pytest.fixture
def office(make_user: Callable[..., str]) -> frappe._dict:
	"""An office with a register and the form open to anyone, on a site in Chinese."""
	clerk = make_user("lin.matters@liaison.example", "Liaison Clerk", "Liaison Officer")
	frappe.db.set_value("User", clerk, "language", "zh")
	unit = builders.make_unit("党政办公室", clerk=clerk)
	settings = {"matters_web": "Anyone", "matters_unit": unit, "matters_file_mb": 5}
	for field, value in settings.items():
		frappe.db.set_single_value("Liaison Settings", field, value)
	frappe.db.commit()
	frappe.clear_cache()
	return frappe._dict(unit=unit, clerk=clerk)


def test_from_a_phone_to_the_office_and_back(
	office: frappe._dict,
	browser_page: Callable[..., Page],
	logged_in: Callable[..., Page],
	picture: Callable[[Page, str], None],
):
	guest = browser_page(390, 844, locale="zh-CN")
	guest.goto("/raise_matter?_lang=zh")
	guest.get_by_label("诉求类别").select_option("Logistics")
	guest.get_by_label("一句话概括").fill("三号楼热水时断时续")
	guest.get_by_label("您的诉求").fill("每晚十点以后没有热水。")
	guest.get_by_label("是否公开您的身份？").select_option("Anonymous")
	expect(guest.get_by_label("您的姓名")).to_be_hidden()
	picture(guest, "matter_web_form")
	guest.wait_for_timeout(2000)  # faster than that is no person
	guest.get_by_role("button", name="提交").click()
	expect(guest.locator("#matter-ticket")).to_contain_text("-")
	ticket = guest.locator("#matter-ticket").inner_text()
	picture(guest, "matter_ticket")

	frappe.db.rollback()
	name = frappe.db.get_value("Raised Matter", {"subject": "三号楼热水时断时续"})
	desk = logged_in(office.clerk, width=1280, height=800)
	desk.goto(f"/app/raised-matter/{name}")
	answer = desk.get_by_role("button", name="答复", exact=True).locator("visible=true").first
	answer.click()
	desk.locator(".modal.show [data-fieldname=outcome] select").select_option("Accepted")
	desk.locator(".modal.show [data-fieldname=answer] textarea").fill("已更换水泵。")
	desk.locator(".modal.show .btn-primary:visible").click()
	desk.get_by_role("button", name="反馈", exact=True).locator("visible=true").first.click()
	picture(desk, "matter_step")
	desk.locator(".modal.show [data-fieldname=how] select").select_option("On the Site")
	desk.locator(".modal.show .btn-primary:visible").click()
	expect(desk.get_by_role("button", name="办结", exact=True).locator("visible=true").first).to_be_visible()
	picture(desk, "matter_form")

	guest.goto("/matter_answer?_lang=zh")
	guest.get_by_label("查询编号").fill("XXXX")
	guest.get_by_role("button", name="查询", exact=True).click()
	expect(guest.locator("#matter-problem")).to_contain_text("没有这个编号的诉求")
	guest.get_by_label("查询编号").fill(ticket.lower())
	guest.get_by_role("button", name="查询", exact=True).click()
	expect(guest.locator("#matter-answer")).to_contain_text("采纳办理: 已更换水泵。")
	picture(guest, "matter_answer")
