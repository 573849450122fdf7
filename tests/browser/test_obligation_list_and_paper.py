"""The list of obligations begins with what is to do; a paper is handed in from its obligation, on a phone too."""

from collections.abc import Callable

import frappe
from playwright.sync_api import Page, expect

from liaison_app.services import nightly
from tests.site.builders import make_assignment, make_officer, make_rule, make_target, make_unit, make_visit

TITLE = "Plan of the month"


def one_paper(user: str) -> str:
	"""An officer who owes a plan this month; the obligation's name."""
	officer = make_officer(make_unit("Paper College"), user, full_name="Pat Writer")
	make_rule(title=TITLE, period="Month", measure="Document", document_kind="Plan", reminder_days=31)
	frappe.db.commit()
	nightly.start(frappe.utils.getdate(), inline=True)
	frappe.db.commit()
	due = {"officer": officer.name, "state": "Due"}
	(obligation,) = frappe.get_all("Periodic Obligation", filters=due, pluck="name")
	return str(obligation)


def test_an_officer_hands_a_paper_in_on_a_phone(
	make_user: Callable[..., str], logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
):
	user = make_user("pat.paper@liaison.example", "Liaison Officer")
	obligation = one_paper(user)
	page = logged_in(user, width=390, height=844)
	page.goto(f"/app/periodic-obligation/{obligation}")
	button = page.locator("button.primary-action:visible", has_text="Hand In Document")
	expect(button).to_be_visible()
	picture(page, "paper_phone")
	button.click()
	page.wait_for_url("**/duty-document/new-**")
	page.locator("button.primary-action:visible", has_text="Save").click()
	page.locator(".actions-btn-group button:visible").click()
	page.locator(".actions-btn-group .dropdown-menu:visible a", has_text="Hand In").click()
	expect(page.locator(".page-head .indicator-pill:visible")).to_have_text("Handed In")
	frappe.db.rollback()
	assert frappe.db.get_value("Periodic Obligation", obligation, "state") == "Met"


def test_the_list_shows_what_is_still_to_do(
	make_user: Callable[..., str], logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
):
	user = make_user("pia.list@liaison.example", "Liaison Officer")
	obligation = one_paper(user)
	page = logged_in(user)
	page.goto("/app/periodic-obligation")
	expect(page.locator(".list-row", has_text=TITLE)).to_have_count(1)
	header = page.locator(".list-row-head")
	expect(header).to_contain_text("Next Due")
	expect(header).to_contain_text("Period")
	picture(page, "obligations")
	frappe.db.set_value("Periodic Obligation", obligation, "state", "Met")
	frappe.db.commit()
	page.reload()
	expect(page.locator(".no-result:visible").first).to_be_visible()
	page.goto("/app/periodic-obligation?state=Met")
	expect(page.locator(".list-row", has_text=TITLE)).to_have_count(1)


def test_a_submitted_visit_says_for_which_duties_it_counted(
	make_user: Callable[..., str], logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
):
	user = make_user("vic.ledger@liaison.example", "Liaison Officer")
	unit = make_unit("Ledger College")
	officer = make_officer(unit, user, full_name="Vic Reader")
	make_assignment(officer, target := make_target(unit, title="Class 8"))
	make_rule(title="Talk each month", period="Month", subject_kind="Assigned")
	make_rule(title="Call <b>each</b> month", period="Month", visit_filters='[["mode", "=", "Phone"]]')
	frappe.db.commit()
	nightly.start(frappe.utils.getdate(), inline=True)
	visit = make_visit([officer], [target], start=frappe.utils.now_datetime(), place="Room 8")
	visit.submit()
	frappe.db.commit()
	page = logged_in(user)
	page.goto(f"/app/contact-visit/{visit.name}")
	expect(page.locator(".liaison-counted li")).to_contain_text(["Talk each month"])
	page.locator(".liaison-ledger summary").click()
	expect(page.locator(".liaison-not-counted li", has_text="month:")).to_be_visible()
	expect(page.locator(".liaison-not-counted b")).to_have_count(0)
	picture(page, "ledger")
