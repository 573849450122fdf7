"""In Chinese: an archive is asked for in its form and offered when it is made; a frozen assessment says what would be another figure today."""

from collections.abc import Callable

import frappe
import pytest
from frappe.utils import add_days, getdate
from playwright.sync_api import Page, expect

from liaison_app.services import nightly
from liaison_app.services.archives import requests
from tests.site import builders

SIZES = {"desk": (1280, 800), "phone": (390, 844)}


@pytest.fixture
def college(make_user: Callable[..., str]) -> frappe._dict:
	"""An officer who talked once and owes two talks, a reviewer and two managers."""
	reviewer = builders.make_user("rui.year@liaison.example", "Liaison Reviewer")
	manager = make_user("max.year@liaison.example", "Liaison Manager")
	frappe.db.set_value("User", manager, "language", "zh")
	unit = builders.make_unit("机电工程学院", reviewer=reviewer)
	officer = builders.make_officer(unit, None, full_name="王明")
	target = builders.make_target(unit, title="数控2501班")
	builders.make_assignment(officer, target)
	builders.make_rule(title="Talk", title_zh="谈心谈话", period="Month", quantity=2)
	frappe.db.commit()
	nightly.start(getdate(), inline=True)
	builders.make_visit([officer], [target]).submit()
	frappe.db.commit()
	frappe.clear_cache()
	return frappe._dict(unit=unit, officer=officer, target=target, reviewer=reviewer, manager=manager)


@pytest.mark.parametrize("size", SIZES)
def test_an_archive_is_asked_for_and_offered(
	college: frappe._dict, logged_in: Callable[..., Page], picture: Callable[[Page, str], None], size: str
):
	width, height = SIZES[size]
	page = logged_in(college.manager, width=width, height=height)
	page.goto(f"/app/liaison-officer/{college.officer.name}")
	if size == "phone":
		page.locator(".menu-btn-group:visible > button").click()
	page.get_by_text("归档", exact=True).locator("visible=true").first.click()
	page.wait_for_url("**/liaison-archive/new-**")
	for field, day in (("from_date", add_days(getdate(), -60)), ("to_date", getdate())):
		page.locator(f"[data-fieldname={field}] input:visible").fill(str(day))
		page.keyboard.press("Tab")
	page.locator("button.primary-action:visible").click()
	page.wait_for_url("**/liaison-archive/LAR-**")
	frappe.db.rollback()
	name = page.url.rpartition("/")[2]
	requests.run(name, 1)
	expect(page.locator("button.primary-action:visible")).to_have_text("下载")
	expect(page.locator(".form-message:visible")).to_contain_text("已完成")
	picture(page, f"archive_{size}")


@pytest.mark.parametrize("size", SIZES)
def test_a_frozen_assessment_says_what_has_changed(
	college: frappe._dict, logged_in: Callable[..., Page], picture: Callable[[Page, str], None], size: str
):
	with_user = frappe.session.user
	frappe.set_user(college.reviewer)
	made = builders.insert("Liaison Assessment", unit=college.unit, year_kind="Calendar Year")
	frappe.set_user(with_user)
	frappe.get_doc("Liaison Assessment", made.name).submit()
	builders.make_visit([college.officer], [college.target]).submit()
	frappe.db.commit()
	width, height = SIZES[size]
	page = logged_in(college.manager, width=width, height=height)
	page.goto(f"/app/liaison-assessment/{made.name}")
	changed = page.locator(".liaison-differences:visible")
	expect(changed).to_contain_text("王明")
	expect(page.locator("[data-fieldname=rows] .grid-row", has_text="王明").first).to_be_visible()
	picture(page, f"assessment_{size}")
