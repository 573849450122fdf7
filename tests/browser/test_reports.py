"""The reports in Chinese as a reviewer opens them: chart and lines, down from a unit to a single duty, on a desk and on a phone."""

import re
from collections.abc import Callable
from urllib.parse import quote

import frappe
from playwright.sync_api import Locator, Page, expect

from liaison_app.services.sample import PASSWORD
from tests.site.reports_kit import REPORTS
from tests.site.sample_site import College

SPAN = "from_date=2026-09-07&to_date=2026-11-20"
COLLEGE = "机电工程学院"
HAN = re.compile(r"[\u4e00-\u9fff]")


def open_report(page: Page, report: str) -> Locator:
	"""The opened report, with its lines there."""
	page.goto(f"/app/query-report/{quote(report)}?{SPAN}")
	opened = page.locator("#page-query-report")
	expect(opened.locator(".dt-cell--header").first).to_be_visible()
	expect(opened.locator(".dt-row-0 .dt-cell").first).to_be_visible()
	return opened


def test_each_report_has_a_chart_and_speaks_chinese(
	sample_college: College, logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
):
	page = logged_in(sample_college.logins["approver"], PASSWORD)
	for report in REPORTS:
		opened = open_report(page, report)
		expect(opened.locator(".chart-wrapper svg").first).to_be_visible()
		expect(opened.locator(".report-summary .summary-value").first).to_be_visible()
		labels = opened.locator(
			".dt-row-header .dt-cell__content--header-0, .dt-row-header .dt-cell__content"
		)
		english = [text for text in labels.all_inner_texts() if re.search("[A-Za-z]{3}", text)]
		assert english == [], report
		assert HAN.search(page.title()), report
		page.wait_for_timeout(1000)  # the chart draws itself
		picture(page, f"report_{frappe.scrub(report)}")


def test_from_a_unit_down_to_a_single_duty(sample_college: College, logged_in: Callable[..., Page]):
	page = logged_in(sample_college.logins["approver"], PASSWORD)
	opened = open_report(page, "Attainment by Unit")
	link = opened.get_by_role("link", name=COLLEGE, exact=True)
	link.focus()
	page.keyboard.press("Enter")
	page.wait_for_url("**/query-report/Attainment%20by%20Officer**", wait_until="commit")
	expect(opened.locator(".dt-row-header")).to_contain_text("联系人")
	of_college = opened.locator(
		".dt-row-0", has_text=COLLEGE
	)  # without the filter the first would be of another unit
	expect(of_college).to_be_visible()
	officer = of_college.get_by_role("link").first
	name = officer.inner_text()
	officer.click()
	page.wait_for_url("**/query-report/Duty%20Ledger**", wait_until="commit")
	lines = opened.locator(".dt-row-0", has_text=name)
	expect(lines.first).to_be_visible()
	lines.first.locator("a[href*='periodic-obligation']").click()
	page.wait_for_url("**/periodic-obligation/OB-*")
	expect(page.locator(".page-head .indicator-pill:visible")).to_be_visible()


def test_reports_on_a_phone(
	sample_college: College, logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
):
	page = logged_in(sample_college.logins["approver"], PASSWORD, width=390, height=844)
	for report in ("Who Fell Short", "Assessment", "Classes Heard"):
		opened = open_report(page, report)
		expect(opened.locator(".chart-wrapper svg").first).to_be_visible()
		assert page.evaluate("document.documentElement.scrollWidth") <= 390
		page.wait_for_timeout(1000)
		picture(page, f"report_{frappe.scrub(report)}_phone")


def test_a_wrong_filter_is_told_on_the_page(sample_college: College, logged_in: Callable[..., Page]):
	page = logged_in(sample_college.logins["approver"], PASSWORD)
	page.goto("/app/query-report/Duty%20Ledger?from_date=2026-11-20&to_date=2026-09-07")
	expect(page.locator("#page-query-report").get_by_text("晚于结束日期")).to_be_visible()
