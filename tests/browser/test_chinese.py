"""Somebody whose language is Chinese reads no English."""

from collections.abc import Callable

import frappe
from playwright.sync_api import Page, expect

from liaison_app.packs import read_pack, shipped_packs
from liaison_app.services import nightly
from liaison_app.services.packs import install_pack
from tests.site.builders import make_assignment, make_officer, make_rule, make_target, make_unit


def make_chinese(user: str) -> None:
	frappe.db.set_value("User", user, "language", "zh")
	frappe.db.commit()
	frappe.clear_cache(user=user)


def test_a_duty_reads_chinese(make_user: Callable[..., str], logged_in: Callable[..., Page]):
	user = make_user("wang.browser@liaison.example", "Liaison Officer")
	unit = make_unit("中文学院")
	officer = make_officer(unit, user, full_name="王芳")
	make_assignment(officer, make_target(unit, title="七班"))
	make_rule(title="Talk with each class", period="Month", subject_kind="Assigned", reminder_days=31)
	make_chinese(user)
	nightly.start(frappe.utils.getdate(), inline=True)
	frappe.db.commit()
	(obligation,) = frappe.get_all(
		"Periodic Obligation", {"officer": officer.name, "state": "Due"}, pluck="name"
	)

	page = logged_in(user)
	page.goto(f"/app/periodic-obligation/{obligation}")
	expect(page.locator(".page-head .indicator-pill:visible")).to_have_text("到期")
	expect(page.locator(".page-head button:visible", has_text="登记联系")).to_be_visible()
	expect(page.locator("[data-fieldname=rule] .control-label:visible").first).to_have_text("联系职责")
	frappe.db.set_value("Periodic Obligation", obligation, "waived_reason", "part period")
	frappe.db.commit()
	page.reload()
	expect(page.locator("[data-fieldname=waived_reason] .control-value")).to_have_text(
		"时间不足周期的规定占比"
	)


def test_a_word_of_a_pack_is_offered_and_shown_by_its_chinese_name(
	make_user: Callable[..., str], logged_in: Callable[..., Page]
):
	user = make_user("li.browser@liaison.example", "Liaison Manager")
	frappe.get_doc({"doctype": "Liaison Post", "post_name": "Party Secretary"}).insert()
	make_chinese(user)
	page = logged_in(user)
	page.goto("/app/liaison-post/new")
	page.locator("[data-fieldname=implies] input:visible").fill("党委")
	page.get_by_role("option", name="学校党委书记").click()
	expect(page.locator("[data-fieldname=implies] .tb-selected-value")).to_have_text("学校党委书记")


def test_rules_of_a_pack_read_chinese_in_list_and_form(
	make_user: Callable[..., str], logged_in: Callable[..., Page]
):
	user = make_user("zhao.browser@liaison.example", "Liaison Manager")
	install_pack(next(pack for pack in map(read_pack, shipped_packs()) if pack.name == "three_contacts_2016"))
	make_chinese(user)
	page = logged_in(user)
	page.goto("/app/duty-rule")
	expect(page.locator(".list-row", has_text="走访联系寝室")).to_contain_text("党员干部“三联系”")
	page.goto("/app/duty-rule/F-F4")
	expect(page.locator(".page-title .title-text").first).to_contain_text("联系班级")
	page.get_by_role("tab", name="计入条件").click()
	counted = page.locator("[data-fieldname=counts] .rows [data-fieldname=activities]").first
	expect(counted).to_contain_text("座谈会, 谈话, 谈心, 听课")
