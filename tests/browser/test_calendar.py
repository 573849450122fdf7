"""The calendars, the private link, and the sections of forms, in Chinese and at both sizes."""

from collections.abc import Callable

import frappe
import pytest
from frappe.utils import add_days, get_datetime, getdate
from playwright.sync_api import Page, expect

from liaison_app.services import nightly
from tests.site.builders import (
	ensure,
	insert,
	make_assignment,
	make_officer,
	make_rule,
	make_target,
	make_unit,
	make_visit,
)

SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
SCRIPT = "<img src=x onerror=window.hacked=1>"
USER = "wang.calendar@liaison.example"


@pytest.fixture
def month(make_user: Callable[..., str]) -> frappe._dict:
	"""王芳 holds two classes and talked with one of them twice; a colleague came by as well."""
	user = make_user(USER, "Liaison Officer")
	frappe.db.set_value("User", user, "language", "zh")
	unit = make_unit("信息学院")
	officer = make_officer(unit, user, full_name="王芳")
	colleague = make_officer(unit, None, full_name="李强")
	ensure("Target Type", "target_type_name", "Class", visible_to_all=1)
	seven = make_target(unit, title="计科二〇二三级七班")
	eight = make_target(unit, title=f"八班 {SCRIPT}")
	for target in (seven, eight):
		make_assignment(officer, target)
	values = {"subject_kind": "Assigned", "period": "Month", "reminder_days": 31}
	make_rule(title="Talk with each class", title_zh="与联系班级谈心谈话", quantity=2, **values)
	today = getdate()
	insert(
		"Liaison Term",
		term_name="2026—2027 学年第一学期",
		academic_year="2026-2027",
		first_day=add_days(today, -60),
		last_day=add_days(today, 45),
	)
	insert("Liaison Calendar Day", date=today, kind="Holiday", title=f"校庆日 {SCRIPT}")
	frappe.db.commit()
	nightly.start(today, inline=True)
	day = today if today.day == 1 else getdate(add_days(today, -1))
	first = get_datetime(f"{day} 00:05:00")
	account = f"反映宿舍照明问题，已转后勤处 {SCRIPT}"
	talk = make_visit([officer], [seven], start=first, account=account)
	again = make_visit([officer], [seven], start=get_datetime(f"{day} 00:10:00"))
	passing = make_visit([colleague], [seven], start=get_datetime(f"{add_days(day, -5)} 09:00:00"))
	for visit in (talk, again, passing):
		visit.submit()
	frappe.db.commit()
	row = {"officer": officer.name, "subject": seven.name}
	return frappe._dict(
		user=user,
		officer=officer.name,
		seven=seven.name,
		talk=talk.name,
		day=day,
		row=frappe.db.get_value("Periodic Obligation", {**row, "done": (">", 0)}),
	)


def expect_no_script_ran(page: Page) -> None:
	assert page.evaluate("window.hacked") is None


def expect_no_sideways_scrolling(page: Page) -> None:
	assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


@pytest.mark.parametrize("size", SIZES)
def test_a_month_shows_visits_due_dates_terms_and_holidays(
	size: str,
	month: frappe._dict,
	logged_in: Callable[..., Page],
	picture: Callable[[Page, str], None],
):
	page = logged_in(month.user, **SIZES[size])
	page.goto("/app/contact-visit/view/calendar/default")
	visit = page.locator(".liaison-event-visit", has_text="七班").first
	expect(visit).to_be_visible()
	expect(page.locator(".liaison-event-holiday").first).to_contain_text("校庆日 <img")
	expect(page.locator(".liaison-event-term").first).to_contain_text("2026—2027 学年第一学期")
	expect(page.locator(".fc-center, .fc-left").first).to_contain_text("年")
	picture(page, f"calendar-{size}")
	expect_no_script_ran(page)
	expect_no_sideways_scrolling(page)
	page.get_by_role("button", name="列表").click()
	expect(page.locator(".fc-list-item").first).to_be_visible()
	page.evaluate("document.documentElement.setAttribute('data-theme', 'dark')")
	picture(page, f"calendar-list-dark-{size}")
	page.get_by_role("button", name="月", exact=True).click()
	expect(visit).to_be_visible()
	picture(page, f"calendar-dark-{size}")
	page.evaluate("document.documentElement.setAttribute('data-theme', 'light')")

	page.get_by_role("button", name="节假日").click()
	expect(page.locator(".liaison-event-holiday")).to_have_count(0)
	expect(page.get_by_role("button", name="节假日")).to_have_attribute("aria-pressed", "false")
	page.get_by_role("button", name="节假日").click()
	expect(page.locator(".liaison-event-holiday").first).to_be_visible()

	page.locator(f".fc-bg td[data-date='{month.day}']").click(position={"x": 5, "y": 5}, force=True)
	dialog = page.locator(".modal-dialog:visible")
	expect(dialog).to_contain_text("计科二〇二三级七班")
	assert str(month.day) in dialog.locator("input").evaluate_all("all => all.map((one) => one.value).join()")
	picture(page, f"calendar-record-{size}")
	dialog.locator(".btn-modal-close").click()
	expect(dialog).to_have_count(0)

	visit.focus()
	page.keyboard.press("Enter")
	page.wait_for_url(f"**/contact-visit/{month.talk[:2]}**")


def test_duties_and_terms_have_calendars_of_their_own(
	month: frappe._dict, logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
):
	page = logged_in(month.user, **SIZES["desk"])
	page.goto("/app/periodic-obligation/view/calendar/default")
	expect(page.locator(".liaison-event-duty").first).to_contain_text("与联系班级谈心谈话")
	picture(page, "calendar-duties")
	page.goto("/app/liaison-term/view/calendar/default")
	expect(page.locator(".liaison-event-term").first).to_contain_text("2026—2027 学年第一学期")
	expect_no_script_ran(page)


@pytest.mark.parametrize("size", SIZES)
def test_forms_show_what_counted_who_came_and_how_it_stands(
	size: str,
	month: frappe._dict,
	logged_in: Callable[..., Page],
	picture: Callable[[Page, str], None],
):
	page = logged_in(month.user, **SIZES[size])
	page.goto(f"/app/periodic-obligation/{month.row}")
	ledger = page.locator(".liaison-duty-ledger")
	expect(ledger.locator(".liaison-counted li")).to_have_count(1)
	ledger.locator("summary").click()
	expect(ledger.locator(".liaison-not-counted li")).to_contain_text("当天已有另一次联系计入")
	picture(page, f"duty-ledger-{size}")
	expect_no_sideways_scrolling(page)

	page.goto(f"/app/contact-target/{month.seven}")
	history = page.locator(".liaison-target-history")
	expect(history).to_contain_text("王芳")
	expect(history.locator(".liaison-history li")).to_have_count(3)
	expect(history.locator(".liaison-account")).to_contain_text("反映宿舍照明问题，已转后勤处")
	expect(history.locator(".liaison-history li", has_text="李强").locator("a")).to_have_count(0)
	picture(page, f"target-history-{size}")
	expect_no_script_ran(page)
	expect_no_sideways_scrolling(page)

	page.goto(f"/app/liaison-officer/{month.officer}")
	overview = page.locator(".liaison-officer-overview")
	expect(overview.locator(".liaison-tile")).to_have_count(7)
	expect(overview.locator(".liaison-rate").first).to_contain_text("与联系班级谈心谈话")
	expect(overview.locator(".liaison-held li")).to_have_count(2)
	picture(page, f"officer-overview-{size}")
	expect_no_script_ran(page)
	expect_no_sideways_scrolling(page)


@pytest.mark.parametrize("size", SIZES)
def test_a_calendar_link_is_made_shown_once_and_revoked(
	size: str,
	month: frappe._dict,
	logged_in: Callable[..., Page],
	picture: Callable[[Page, str], None],
):
	page = logged_in(month.user, **SIZES[size])
	page.goto("/app/contact-visit/view/calendar/default")
	page.locator(".liaison-calendar-link").click()
	dialog = page.locator(".modal-dialog:visible")
	expect(dialog.locator(".liaison-feed-status")).to_have_text("您还没有日历链接。")
	dialog.get_by_role("button", name="创建链接").click()
	link = dialog.locator(".liaison-feed-link").input_value()
	picture(page, f"calendar-link-{size}")
	assert link.endswith(".ics")
	answer = page.request.get(link[link.index("/api/") :])
	assert answer.status == 200 and "BEGIN:VCALENDAR" in answer.text()

	page.keyboard.press("Escape")
	expect(page.locator(".modal-dialog:visible")).to_have_count(0)
	page.locator(".liaison-calendar-link").click()
	expect(dialog.locator(".liaison-feed-link")).to_have_count(0)
	dialog.get_by_role("button", name="停用").click()
	expect(dialog.locator(".liaison-feed-status")).to_have_text("您还没有日历链接。")
	assert page.request.get(link[link.index("/api/") :]).status == 404
