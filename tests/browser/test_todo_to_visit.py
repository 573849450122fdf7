"""The main job as the officer sees it: a to-do is there in the morning, a recorded visit closes it."""

from collections.abc import Callable

import frappe
from playwright.sync_api import Page, expect

from liaison_app.engine.rows import todo_name
from liaison_app.services import nightly
from tests.site.builders import make_assignment, make_officer, make_rule, make_target, make_unit

TITLE = "Talk with each class every month"


def one_duty(user: str) -> str:
	"""An officer who owes a talk with one class this month, after the night's job; the obligation's name."""
	unit = make_unit("Browser College")
	officer = make_officer(unit, user, full_name="Ann Walker")
	make_assignment(officer, make_target(unit, title="Class 7"))
	make_rule(title=TITLE, period="Month", subject_kind="Assigned", reminder_days=31)
	frappe.db.commit()
	nightly.start(frappe.utils.getdate(), inline=True)
	frappe.db.commit()
	due = {"officer": officer.name, "state": "Due"}
	(obligation,) = frappe.get_all("Periodic Obligation", filters=due, pluck="name")
	return str(obligation)


def test_an_officer_opens_a_todo_records_the_visit_and_sees_it_closed(
	make_user: Callable[..., str], logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
):
	user = make_user("ann.browser@liaison.example", "Liaison Officer")
	obligation = one_duty(user)
	todo = todo_name(obligation)
	assert frappe.db.get_value("ToDo", todo, ["status", "allocated_to"]) == ("Open", user)

	page = logged_in(user)
	open_todo(page, todo)
	picture(page, "todo")
	follow_to_obligation(page, obligation)
	picture(page, "obligation")
	record_visit(page)
	picture(page, "visit")

	page.goto(f"/app/todo/{todo}")
	expect(page.locator(".page-head .indicator-pill:visible")).to_have_text("Closed")
	page.goto(f"/app/periodic-obligation/{obligation}")
	expect(page.locator(".page-head .indicator-pill:visible")).to_have_text("Met")
	frappe.db.rollback()
	assert frappe.db.get_value("Periodic Obligation", obligation, ["state", "done"]) == ("Met", 1)


def open_todo(page: Page, todo: str) -> None:
	"""From the list of to-dos, by its text, as somebody who knows no names of documents."""
	page.goto("/app/todo")
	page.locator(".list-row", has_text=TITLE).locator("a").first.click()
	page.wait_for_url(f"**/todo/{todo}")
	expect(page.locator(".page-head .indicator-pill:visible")).to_have_text("Open")


def follow_to_obligation(page: Page, obligation: str) -> None:
	page.locator("button:visible", has_text=obligation).click()
	page.wait_for_url("**/periodic-obligation/**")
	expect(page.locator(".page-head .indicator-pill:visible")).to_have_text("Due")
	expect(page.locator(".page-head button:visible", has_text="Record Visit")).to_be_visible()


def record_visit(page: Page) -> None:
	"""Everything is filled in already: one tap saves and submits."""
	page.locator(".page-head button:visible", has_text="Record Visit").click()
	dialog = page.locator(".liaison-quick-record:visible")
	dialog.locator("textarea[data-fieldname=account]").fill("Room 7")
	dialog.locator(".modal-footer .btn-primary").click()
	expect(dialog.locator(".liaison-counted li")).to_contain_text([TITLE])
	dialog.locator(".liaison-visit-link").click()
	page.wait_for_url("**/contact-visit/CV-**")
	expect(page.locator(".page-head .indicator-pill:visible")).to_have_text("Done")
