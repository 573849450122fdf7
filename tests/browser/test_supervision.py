"""Supervision in Chinese, on a desk and on a phone: the board down to a single missed duty, nudging, and the workspaces of the roles."""

import re
from collections.abc import Callable

import frappe
import pytest
from playwright.sync_api import Page, expect

from liaison_app.services.sample import PASSWORD
from tests.site.sample_site import College

SIZES = {"desk": (1280, 800), "phone": (390, 844)}
SCHOOL = "清澜湖职业技术学院"
COLLEGE = "机电工程学院"


@pytest.fixture
def opened(sample_college: College, logged_in: Callable[..., Page]) -> Callable[..., Page]:
	"""`opened("admin", "phone")`: a page as that login of the sample, in that size."""

	def opened(login: str, size: str = "desk") -> Page:
		width, height = SIZES[size]
		return logged_in(sample_college.logins[login], PASSWORD, width=width, height=height)

	return opened


@pytest.mark.parametrize("size", SIZES)
def test_a_manager_goes_down_to_a_single_missed_duty(
	opened: Callable[..., Page], picture: Callable[[Page, str], None], size: str
):
	page = opened("admin", size)
	page.goto("/app/supervision-board")
	board = page.locator(".liaison-board")
	expect(board.locator("tbody tr", has_text=COLLEGE)).to_be_visible()
	expect(page.locator("button.primary-action:visible")).to_be_enabled()
	picture(page, f"board_{size}")
	unit, officer, subject = one_missed()
	board.locator(f'tbody [data-unit="{unit}"]').click()
	page.wait_for_url("**/supervision-board/*")
	expect(board.locator(".liaison-board-here")).to_have_text(unit)
	picture(page, f"board_college_{size}")
	board.locator(".liaison-row-officer .liaison-who-button", has_text=officer).click()
	duties = page.locator(".liaison-board-duties:visible")
	missed = duties.locator("li", has_text="未完成").filter(has_text=subject).first
	expect(missed).to_be_visible()
	page.wait_for_timeout(600)  # the dialog slides in
	picture(page, f"board_duties_{size}")
	missed.locator("a").click()
	page.wait_for_url("**/periodic-obligation/OB-*")
	expect(page.locator(".page-head .indicator-pill:visible")).to_have_text("未完成")
	page.go_back()
	page.wait_for_url("**/supervision-board/*")
	board.get_by_role("button", name=SCHOOL).click()
	expect(board.locator("tbody tr", has_text=unit).first).to_be_visible()


def one_missed() -> tuple[str, str, str]:
	"""Unit right below the school, officer, and subject or clause of a duty missed in this term."""
	begun = {"first_day": ("<=", frappe.utils.getdate())}
	since = frappe.db.get_value("Liaison Term", begun, "first_day", order_by="first_day desc")
	units = frappe.get_all("Liaison Unit", {"parent_liaison_unit": SCHOOL}, pluck="name")
	missed = frappe.get_last_doc(
		"Periodic Obligation",
		{"state": "Missed", "period_start": (">=", since), "unit": ("in", units), "officer": ("is", "set")},
	)
	name = frappe.db.get_value("Liaison Officer", missed.officer, "full_name")
	return missed.unit, name, missed.subject_title or missed.code


def test_the_period_is_turned_back_and_a_regulation_chosen(opened: Callable[..., Page]):
	page = opened("admin")
	page.goto("/app/supervision-board")
	board = page.locator(".liaison-board")
	expect(board.locator(".liaison-board-period")).to_have_text("2026/27第一学期")
	page.locator(".page-form [data-fieldname=period] select").select_option("Month")
	expect(board.locator(".liaison-board-period")).to_have_text("2026-11")
	board.get_by_role("button", name="上一周期").click()
	expect(board.locator(".liaison-board-period")).to_have_text("2026-10")
	expect(board.locator(".liaison-document")).not_to_have_count(1)
	page.locator(".page-form [data-fieldname=regulation] input").fill("三联系")
	page.get_by_role("option", name="三联系").first.click()
	expect(board.locator(".liaison-document")).to_have_count(1)


def test_without_connection_the_board_says_so_and_is_loaded_again(opened: Callable[..., Page]):
	page = opened("admin")
	page.route("**/liaison_app.api.board.figures", lambda route: route.abort())
	page.goto("/app/supervision-board")
	expect(page.locator(".liaison-board-figures")).to_contain_text("督办看板加载失败")
	page.unroute("**/liaison_app.api.board.figures")
	page.locator(".liaison-retry").click()
	expect(page.locator(".liaison-board tbody tr", has_text=COLLEGE)).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_a_reviewer_nudges_one_and_then_all_who_are_behind(
	opened: Callable[..., Page], picture: Callable[[Page, str], None], size: str
):
	page = opened("approver", size)
	page.goto("/app/supervision-board")
	board = page.locator(".liaison-board")
	page.goto("/app/supervision-board/" + COLLEGE)
	bell = board.locator("button.liaison-nudge").first
	bell.click()
	expect(page.locator("#alert-container .alert-message")).to_contain_text("已通知 1 人")
	expect(board.locator(".liaison-nudged").first).to_be_visible()
	page.goto("/app/supervision-board")
	page.locator(
		"button.primary-action:visible", has_text="" if size == "phone" else "督办全部落后者"
	).click()
	dialog = page.locator(".modal-dialog:visible")
	expect(dialog.locator("li", has_text="今天已由").first).to_be_visible()
	picture(page, f"board_nudge_{size}")
	dialog.locator("button.btn-primary").click()
	expect(page.locator("#alert-container .alert-message").last).to_contain_text("已通知")
	frappe.db.rollback()
	nudges = frappe.get_all("Liaison Nudge", fields=["nudged_by", "officer"])
	assert len(nudges) > 1
	assert {each.nudged_by for each in nudges} == {
		frappe.db.get_value("User", {"name": ("like", "reviewer01%")})
	}
	page.goto(f"/app/liaison-officer/{nudges[0].officer}")
	expect(page.locator(".timeline-item", has_text="督办了")).to_be_visible()


def test_the_board_suits_the_dark_theme(
	opened: Callable[..., Page], sample_college: College, picture: Callable[[Page, str], None]
):
	frappe.db.set_value("User", sample_college.logins["admin"], "desk_theme", "Dark")
	frappe.db.commit()
	page = opened("admin")
	page.goto("/app/supervision-board")
	expect(page.locator("html")).to_have_attribute("data-theme", "dark")
	expect(page.locator(".liaison-board tbody tr").first).to_be_visible()
	picture(page, "board_dark")
	frappe.db.set_value("User", sample_college.logins["admin"], "desk_theme", "Light")
	frappe.db.commit()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
	("login", "workspace"),
	[("officer", "liaison"), ("approver", "liaison-supervision"), ("admin", "liaison-setup")],
)
def test_the_workspace_of_each_role_reads_chinese(
	opened: Callable[..., Page],
	picture: Callable[[Page, str], None],
	login: str,
	workspace: str,
	size: str,
):
	page = opened(login, size)
	page.goto(f"/app/{workspace}")
	desk = page.locator(".editor-js-container")
	expect(desk.locator(".number-card-loading, .chart-loading-state:visible")).to_have_count(0)
	expect(desk.locator(".number-widget-box .number").first).to_be_visible()
	expect(desk.locator(".dashboard-widget-box svg.frappe-chart")).to_have_count(
		{"liaison": 2, "liaison-supervision": 3, "liaison-setup": 0}[workspace]
	)
	page.wait_for_timeout(1500)  # the charts grow
	picture(page, f"workspace_{workspace}_{size}")
	assert english_words(desk.inner_text()) == []


def english_words(shown: str) -> list[str]:
	"""Words of Latin letters, but for the codes of clauses and what belongs to Frappe: the name of a month, a thousand."""
	return [word for word in re.findall(r"[A-Za-z]{2,}", shown) if word not in {"OB", "CV"}]
