"""An officer on the phone asks for an exemption and registers an event; a manager at the desk enters a year's festivals; both in Chinese."""

import frappe
import pytest
from frappe.utils import getdate
from playwright.sync_api import expect

from liaison_app.services import nightly
from tests.site import builders

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@pytest.fixture
def adviser(make_user):
	user = make_user("an.events@liaison.example", "Liaison Officer")
	reviewer = make_user("rev.events@liaison.example", "Liaison Reviewer")
	unit = builders.make_unit("化学学院", reviewer=reviewer)
	officer = builders.make_officer(unit, user, full_name="安老师")
	target = builders.make_target(unit, title="高分子2101班")
	builders.make_assignment(officer, target)
	builders.ensure("Trigger Event Type", "event_type_name", "Award", title_zh="获奖")
	classes = {"subject_kind": "Assigned", "subject_types": [{"target_type": "Class"}]}
	builders.make_rule(title_zh="联系班级谈话", period="Calendar Year", reminder_days=366, **classes)
	frappe.db.set_value("User", user, "language", "zh")
	frappe.db.commit()
	nightly.start(getdate(), inline=True)
	frappe.db.commit()
	frappe.clear_cache()
	return frappe._dict(user=user, reviewer=reviewer, officer=officer, target=target)


def test_an_officer_asks_for_an_exemption_and_registers_an_event_on_the_phone(adviser, logged_in, picture):
	page = logged_in(adviser.user, **PHONE, land=True)
	page.wait_for_url("**/my-duties")
	page.locator(".my-duty-what").first.click()
	page.locator(".my-duty-request").first.click()
	dialog = page.locator(".modal.show")
	expect(dialog.locator(".modal-title")).to_have_text("申请免除")
	dialog.locator("textarea").fill("住院治疗")
	page.wait_for_timeout(500)
	picture(page, "exemption_dialog_phone")
	assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
	dialog.locator(".modal-footer .btn-primary").click()
	expect(dialog).to_have_count(0)
	page.goto(f"/app/contact-target/{adviser.target.name}", wait_until="commit")
	page.wait_for_function("() => window.cur_frm && cur_frm.custom_buttons['登记事件']")
	page.evaluate("() => cur_frm.custom_buttons['登记事件'].trigger('click')")  # in the menu, on a phone
	entry = page.locator(".modal.show")
	expect(entry.locator("[data-fieldname=target] input")).to_have_value(adviser.target.title)
	page.evaluate("() => frappe.quick_entry.dialog.set_value('event_type', 'Award')")
	expect(entry.locator("[data-fieldname=event_type] input")).to_have_value("Award")
	picture(page, "event_phone")
	entry.locator(".modal-footer .btn-primary:visible").click()
	expect(entry).to_have_count(0)
	frappe.db.rollback()
	assert frappe.db.get_value("Exemption", {"officer": adviser.officer.name}, ["status", "approver"]) == (
		"Handed In",
		adviser.reviewer,
	)
	assert frappe.db.count("Trigger Event", {"target": adviser.target.name}) == 1


def test_a_manager_enters_the_festivals_of_a_year(adviser, make_user, logged_in, picture):
	manager = make_user("max.events@liaison.example", "Liaison Manager")
	builders.ensure("Trigger Event Type", "event_type_name", "Festival", title_zh="节日")
	frappe.db.set_value("User", manager, "language", "zh")
	frappe.db.commit()
	page = logged_in(manager, **DESK)
	page.goto("/app/liaison-calendar-day/view/list", wait_until="commit")
	page.get_by_role("button", name="某年节日").click()
	dialog = page.locator(".modal.show")
	expect(dialog.get_by_text("中秋节", exact=False)).to_be_visible()
	page.wait_for_timeout(500)
	picture(page, "festivals_dialog")
	dialog.locator(".modal-footer .btn-primary").click()
	expect(page.locator(".list-row").first).to_be_visible()
	frappe.db.rollback()
	assert (
		frappe.db.count("Liaison Calendar Day", {"kind": "Festival", "trigger_event_type": "Festival"}) > 10
	)
	event = builders.insert("Trigger Event", event_type="Award", target=adviser.target.name, day=getdate())
	frappe.db.commit()
	page.goto(f"/app/trigger-event/{event.name}", wait_until="commit")
	page.get_by_role("button", name="取消事件").click()
	picture(page, "event_desk")
	page.locator(".modal.show .btn-primary:visible").click()
	expect(page.locator(".indicator-pill:visible", has_text="已取消").first).to_be_visible()
	frappe.db.rollback()
	assert frappe.db.get_value("Trigger Event", event.name, "status") == "Cancelled"
