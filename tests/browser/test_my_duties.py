"""My Duties in a real browser: the first page of an officer, on a desk and on a phone, in English and in Chinese."""

import re
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.utils import add_days, getdate, now_datetime
from playwright.sync_api import Page, expect

from liaison_app.services import nightly
from tests.site.builders import (
	make_assignment,
	make_officer,
	make_regulation,
	make_rule,
	make_target,
	make_visit,
)
from tests.site.builders import make_unit as unit_named

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
TITLES = ("高分子2101班", "化工2203班", "材料<img src=x onerror=window.hacked=1>班")
ASKED = "**/api/method/liaison_app.api.duties.my_duties"


def make_term() -> None:
	today = getdate()
	dates = {"first_day": add_days(today, -60), "last_day": add_days(today, 60)}
	frappe.get_doc(
		{"doctype": "Liaison Term", "term_name": "2026-27-1", "academic_year": "2026-27", **dates}
	).insert()


def make_rules() -> None:
	regulation = make_regulation(
		"联系制度",
		title="Contacting classes and dormitories",
		title_zh="联系班级和寝室工作制度",
		document_number="校发〔2025〕18号",
	)
	shared: dict[str, Any] = {"regulation": regulation, "reminder_days": 3}
	classes = {"subject_kind": "Assigned", "subject_types": [{"target_type": "Class"}]}
	for values in (
		{
			"title": "Talk with each class",
			"title_zh": "联系班级谈话",
			"period": "Week",
			"clause": "第四条",
			**classes,
		},
		{"title": "Observe lessons", "title_zh": "深入课堂听课", "quantity": 4, "pacing": "Evenly"},
		{
			"title": "Visit dormitories",
			"title_zh": "走访学生寝室",
			"period": "Month",
			"quantity": 2,
			"nature": "Advocated",
		},
		{
			"title": "Hand in the plan",
			"title_zh": "提交工作计划",
			"period": "Month",
			"measure": "Document",
			"document_kind": "Plan",
		},
		{
			"title": "Make friends with students",
			"title_zh": "与学生交朋友",
			"without_minimum": 1,
			"nature": "Advocated",
		},
	):
		make_rule(**{**shared, **values})


@pytest.fixture
def adviser(make_user: Callable[..., str]) -> Any:
	"""An officer in the middle of a term, with three classes, some visits and a script for a title."""
	user = make_user("an.duties@liaison.example", "Liaison Officer")
	unit = unit_named("化学学院")
	officer = make_officer(unit, user, full_name="安老师")
	targets = [make_target(unit, title=title) for title in TITLES]
	for target in targets:
		make_assignment(officer, target)
	make_term()
	make_rules()
	for days, target in ((0, 0), (1, 1), (9, 0), (10, 1), (10, 2), (25, 0), (40, 1)):
		start = add_days(now_datetime(), -days)
		make_visit([officer], [targets[target]], start=start, duration_minutes=30).submit()
	frappe.db.commit()
	nightly.start(getdate(), inline=True)
	frappe.db.commit()
	return frappe._dict(user=user, officer=officer, targets=targets, unit=unit)


def in_chinese(user: str) -> None:
	frappe.db.set_value("User", user, "language", "zh")
	frappe.db.commit()
	frappe.clear_cache(user=user)


def english_words(page: Page) -> set[str]:
	"""Words in Latin letters on the page, but for codes of clauses."""
	shown = page.locator(".my-duties").inner_text()
	return {word for word in re.findall(r"[A-Za-z]{3,}", shown) if word not in ("img", "src")}


def rows(page: Page) -> Any:
	return page.locator(".my-duty")


@pytest.mark.parametrize(("size", "name"), [(DESK, "my_duties"), (PHONE, "my_duties_phone")])
def test_the_desk_opens_with_the_duties_in_chinese(adviser, logged_in, picture, size, name):
	in_chinese(adviser.user)
	page = logged_in(adviser.user, **size, land=True)
	page.wait_for_url("**/my-duties")
	expect(rows(page).first).to_be_visible()
	expect(page.locator(".my-duties-heat rect[data-date]").first).to_be_visible()
	picture(page, name)
	page.locator(".my-duty-what").first.click()
	expect(page.locator(".my-duty-details:visible dd").first).to_be_visible()
	page.wait_for_timeout(600)
	picture(page, f"{name}_open")
	page.locator(".my-duties-heat").scroll_into_view_if_needed()
	picture(page, f"{name}_year")
	expect(page.locator(".my-duties-heat .domain-name").first).to_have_text("1月")
	assert english_words(page) == set()
	assert page.evaluate("window.hacked") is None
	assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
	page.evaluate("document.documentElement.setAttribute('data-theme', 'dark'); window.scrollTo(0, 0)")
	picture(page, f"{name}_dark")


def test_a_talk_is_recorded_from_its_row_and_the_row_is_done(adviser, logged_in):
	page = logged_in(adviser.user, **PHONE, land=True)
	page.wait_for_url("**/my-duties")
	due = rows(page).filter(has_text="Talk with each class").filter(has=page.locator(".btn-primary"))
	expect(due).to_have_count(1)
	due.get_by_role("button", name=re.compile("^Record")).click()
	dialog = page.locator(".liaison-quick-record:visible")
	dialog.locator(".modal-footer .btn-primary").click()
	expect(dialog.locator(".liaison-result .liaison-counted li").first).to_be_visible()
	page.keyboard.press("Escape")
	expect(due).to_have_count(0)
	expect(rows(page).filter(has_text="Talk with each class").filter(has_text="1 of 1")).to_have_count(3)


def test_the_page_is_used_with_the_keyboard_alone(adviser, logged_in):
	page = logged_in(adviser.user, **DESK, land=True)
	page.wait_for_url("**/my-duties")
	expect(rows(page).first).to_be_visible()
	page.locator(".my-duties-kinds button").first.focus()
	page.keyboard.press("Tab")
	page.keyboard.press("Enter")
	expect(page.locator(".my-duties-kinds [aria-pressed=true]")).to_have_text("Month")
	expect(page.locator(".my-duties-list")).to_have_attribute("aria-busy", "false")
	toggle = page.locator(".my-duty-what").first
	toggle.focus()
	page.keyboard.press("Enter")
	expect(toggle).to_have_attribute("aria-expanded", "true")
	expect(page.locator(".my-duty-details:visible")).to_contain_text("校发〔2025〕18号")
	page.keyboard.press("Tab")
	assert page.evaluate("document.activeElement.matches('.my-duty button, .my-duty a')")


def test_periods_and_filters_narrow_what_is_shown(adviser, logged_in):
	page = logged_in(adviser.user, **DESK, land=True)
	page.wait_for_url("**/my-duties")
	expect(rows(page).first).to_be_visible()
	page.locator("select[data-filter=subject]").select_option(label=TITLES[0])
	expect(rows(page)).to_have_count(1)
	page.locator(".my-duties-tile.red").click()
	expect(page.locator(".my-duties-empty")).to_contain_text("No duty fits these filters")
	page.get_by_role("button", name="Clear Filters").click()
	expect(rows(page)).to_have_count(6)
	page.get_by_role("button", name="Semester").click()
	expect(page.locator(".my-duties-period-name")).to_have_text("2026-27-1")
	expect(page.get_by_role("button", name="Earlier")).to_be_disabled()
	page.get_by_role("button", name="Month").click()
	for _ in range(4):
		page.get_by_role("button", name="Earlier").click()
		expect(page.locator(".my-duties-list")).to_have_attribute("aria-busy", "false")
	expect(page.locator(".my-duties-empty")).to_contain_text("Nothing is owed in this period")
	page.get_by_role("button", name="Today").click()
	expect(rows(page).first).to_be_visible()


def test_nothing_and_trouble_are_told_and_trouble_can_be_retried(adviser, logged_in, picture):
	in_chinese(adviser.user)
	page = logged_in(adviser.user, **PHONE, land=True)
	page.wait_for_url("**/my-duties")
	expect(rows(page).first).to_be_visible()
	page.route(ASKED, lambda route: route.abort())
	page.locator(".my-duties-kinds button").nth(1).click()
	expect(page.get_by_role("alert").filter(has_text="职责加载失败")).to_be_visible()
	picture(page, "my_duties_phone_error")
	page.unroute(ASKED)
	page.get_by_role("button", name="重试").click()
	expect(rows(page).first).to_be_visible()
	page.route(ASKED, lambda route: None)  # no answer: what the page shows while it waits
	page.reload(wait_until="commit")
	expect(page.locator(".my-duty-skeleton").first).to_be_visible()
	picture(page, "my_duties_phone_waiting")


def test_a_clerk_chooses_for_whom(adviser, make_user, logged_in, picture):
	clerk = make_user("bai.duties@liaison.example", "Liaison Clerk")
	frappe.get_doc("Liaison Unit", adviser.unit).update({"clerk": clerk}).save()
	in_chinese(clerk)
	page = logged_in(clerk, **DESK, land=True)
	page.wait_for_url("**/my-duties")
	expect(page.locator(".my-duties-empty")).to_contain_text("查看谁的职责")
	picture(page, "my_duties_clerk_empty")
	page.locator(".my-duties-officer input").fill("安老师")
	page.locator(".my-duties-officer [role=option]", has_text="安老师").first.click()
	expect(rows(page).first).to_be_visible()
	expect(page.locator(".page-title .title-text:visible")).to_contain_text("安老师")
	picture(page, "my_duties_clerk")


def test_who_is_no_officer_is_told_whom_to_ask(make_user, logged_in):
	user = make_user("cao.duties@liaison.example", "Liaison Officer")
	frappe.db.commit()
	page = logged_in(user, **DESK, land=True)
	page.wait_for_url("**/my-duties")
	expect(page.locator(".my-duties-empty")).to_contain_text("You are not entered as an officer yet")


def test_a_page_of_ones_own_choice_comes_first(adviser, logged_in, make_user):
	both = make_user("du.duties@liaison.example", "Liaison Officer", "Liaison Reviewer")
	frappe.db.set_value("User", adviser.user, "default_workspace", "Liaison")
	frappe.db.commit()
	frappe.clear_cache(user=adviser.user)
	logged_in(adviser.user, **DESK, land=True).wait_for_url("**/app/liaison")
	logged_in(both, **DESK, land=True).wait_for_url("**/app/liaison")


def test_the_bare_address_of_the_desk_shows_the_duties(adviser, logged_in):
	page = logged_in(adviser.user, **DESK, land=True)
	page.wait_for_url("**/my-duties")
	page.goto("/app")
	expect(rows(page).first).to_be_visible()
