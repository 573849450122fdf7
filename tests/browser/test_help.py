"""Help where it is needed: tours on demand, a hint in an empty list, first steps that lead somewhere."""

import re
from collections.abc import Callable

import frappe
import pytest
from playwright.sync_api import Page, expect

from tests.site.builders import make_officer, make_unit

DESK = {"width": 1280, "height": 800}
FINGERS = {"width": 390, "height": 844, "has_touch": True}


@pytest.fixture
def newcomer(make_user: Callable[..., str]) -> str:
	user = make_user("xin.help@liaison.example", "Liaison Officer", "Liaison Manager")
	make_officer(make_unit("化学学院"), user, full_name="辛老师")
	frappe.db.set_value("User", user, "language", "zh")
	frappe.db.commit()
	frappe.clear_cache(user=user)
	return user


def show_me_around(page: Page) -> None:
	page.locator(".menu-btn-group button:visible").first.click()
	page.locator(".dropdown-menu.show a", has_text="带我看一遍").click()


def popover(page: Page, title: str) -> None:
	expect(page.locator("#driver-popover-item .driver-popover-title:visible")).to_have_text(title)


def go_on(page: Page) -> None:
	page.locator("#driver-popover-item .driver-next-btn:visible").click()


@pytest.mark.parametrize(
	("address", "screen", "titles"),
	[
		("contact-visit/new", DESK, ["谁参加", "联系了谁"]),
		("duty-rule/new", DESK, ["联系制度", "计算什么"]),
		("liaison-regulation/new", DESK, ["简称", "状态"]),
		("exemption/new", DESK, ["免除谁", "免除什么"]),
		("my-duties", FINGERS, ["谁的职责", "哪个周期", "随时登记"]),
	],
)
def test_a_tour_leads_from_one_thing_to_the_next(
	newcomer: str,
	logged_in: Callable[..., Page],
	picture: Callable,
	address: str,
	screen: dict[str, int],
	titles: list[str],
):
	page = logged_in(newcomer, **screen)
	page.goto(f"/app/{address}")
	expect(page.locator(".page-title .title-text:visible")).to_be_visible()
	expect(page.locator(".my-duties-officer:visible, .form-layout:visible").first).to_be_visible()
	page.wait_for_timeout(1000)
	expect(page.locator("#driver-popover-item:visible")).to_have_count(0)
	show_me_around(page)
	popover(page, titles[0])
	picture(page, f"tour-{address.split('/')[0]}")
	go_on(page)  # by mouse, on a screen that feels fingers, too
	popover(page, titles[1])
	if screen is FINGERS:
		page.evaluate(
			"document.addEventListener('click', ({ target }) => (window.hit = target.outerHTML), true)"
		)
		page.locator("#driver-popover-item .driver-next-btn:visible").tap()
		popover(page, titles[2])
		assert page.evaluate("window.hit") is None  # no click went to what the box had covered
		covered = page.locator(".my-duties-kinds button:visible").last.bounding_box()
		page.touchscreen.tap(covered["x"] + covered["width"] / 2, covered["y"] + covered["height"] / 2)
		page.wait_for_timeout(600)
		assert page.evaluate("window.hit") is None  # nor to what lies in the shade around it


def test_an_empty_list_says_what_it_is_for(newcomer: str, logged_in: Callable[..., Page], picture: Callable):
	page = logged_in(newcomer, **DESK)
	page.goto("/app/liaison-term")
	expect(page.locator(".no-result .msg-box:visible")).to_contain_text("请在本学年结束前录入下一学年")
	picture(page, "empty-list")
	page.goto("/app/liaison-import")
	expect(page.locator(".no-result .msg-box:visible")).to_contain_text("新建后可下载模板")


def test_the_first_steps_lead_to_their_pages(newcomer: str, logged_in: Callable[..., Page]):
	page = logged_in(newcomer, **DESK)
	for step, label, address in (
		("导入人员", "新建导入", "**/liaison-import/new-*"),
		("查看第一次夜间任务", "打开计算记录", "**/liaison-run"),
	):
		page.goto("/app/liaison-setup")
		page.locator(".onboarding-step", has_text=step).click()
		shown = page.locator(".onboarding-step-preview")
		expect(shown).not_to_contain_text(re.compile("[A-Za-z]{3}"))
		shown.get_by_role("button", name=label).click()
		page.wait_for_url(address, wait_until="commit")
		page.locator(".modal:visible .btn-primary").click()
	frappe.db.rollback()
	steps = ["Liaison Load the People", "Liaison Look at the First Night"]
	assert frappe.db.count("Onboarding Step", {"name": ("in", steps), "is_complete": 1}) == 2
	frappe.db.set_value("Onboarding Step", {"name": ("in", steps)}, "is_complete", 0)
	frappe.db.commit()
