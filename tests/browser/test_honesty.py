"""In Chinese: a reviewer answers a question about a visit at the desk, and a spot check on the phone (B20)."""

from collections.abc import Callable

import frappe
import pytest
from frappe.utils import add_days, getdate
from playwright.sync_api import Page, expect

from liaison_app.services.honesty import checking, spot_checks
from tests.site import builders


@pytest.fixture
def college(make_user: Callable[..., str]) -> frappe._dict:
	"""An officer who was in two places at once yesterday; a reviewer who reads Chinese."""
	reviewer = make_user("rui.honest@liaison.example", "Liaison Reviewer")
	frappe.db.set_value("User", reviewer, "language", "zh")
	unit = builders.make_unit("机电工程学院", reviewer=reviewer)
	officer = builders.make_officer(unit, None, full_name="王明")
	day = add_days(getdate(), -1)
	visits = [
		builders.make_visit(
			[officer], [builders.make_target(unit)], start=f"{day} 09:{minute}:00", place=place
		)
		for minute, place in (("00", "三号楼教室"), ("20", "学生食堂"))
	]
	for visit in visits:
		visit.submit()
	frappe.db.commit()
	frappe.clear_cache()
	return frappe._dict(reviewer=reviewer, visits=visits, day=day)


def test_b20_a_question_is_answered_at_the_desk(
	college: frappe._dict, logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
):
	checking.check({visit.name for visit in college.visits})
	frappe.db.commit()
	(name,) = frappe.get_all("Visit Flag", pluck="name")
	page = logged_in(college.reviewer)
	page.goto(f"/app/visit-flag/{name}")
	expect(page.locator("[data-fieldname=evidence]:visible").first).to_contain_text("重叠 40 分钟")
	picture(page, "honesty_question")
	page.get_by_role("button", name="不予采信").locator("visible=true").first.click()
	dialog = page.locator(".modal.show")
	dialog.get_by_text(college.visits[1].name).click()
	dialog.locator("[data-fieldname=note] textarea").fill("食堂当天停业")
	picture(page, "honesty_answer")
	dialog.locator(".btn-primary:visible").click()
	expect(dialog).to_be_hidden()
	expect(page.locator("[data-fieldname=note]:visible").first).to_contain_text("食堂当天停业")
	frappe.db.rollback()
	assert frappe.db.get_value("Contact Visit", college.visits[1].name, "distrusted")


def test_b20_a_spot_check_is_answered_on_the_phone(
	college: frappe._dict, logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
):
	term = {"term_name": "抽查学期", "academic_year": "2099/00"}
	span = {"first_day": add_days(college.day, -1), "last_day": add_days(college.day, 9)}
	builders.insert("Liaison Term", **term, **span)
	frappe.get_single("Liaison Settings").update({"spot_share": 100}).save()
	drawn = spot_checks.draw(getdate())
	frappe.db.commit()
	page = logged_in(college.reviewer, width=390, height=844)
	page.goto(f"/app/spot-check/{drawn[0]}")
	page.locator(".menu-btn-group:visible > button").click()
	page.get_by_text("填写答复").locator("visible=true").first.click()
	dialog = page.locator(".modal.show")
	dialog.locator("[data-fieldname=said] select").select_option("Confirmed")
	page.wait_for_timeout(500)  # the choice draws the other fields anew
	dialog.locator("[data-fieldname=asked_whom] input").fill("班长")
	page.keyboard.press("Tab")
	picture(page, "honesty_spot_check")
	dialog.locator(".btn-primary:visible").click()
	expect(dialog).to_be_hidden()
	expect(page.locator("[data-fieldname=asked_whom]:visible").first).to_contain_text("班长")
	frappe.db.rollback()
	assert frappe.db.get_value("Spot Check", drawn[0], "status") == "Confirmed"
