"""What people do to a desk without meaning harm: two tabs, the back button, a form that another changed, a connection that breaks."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.utils import add_days, getdate
from playwright.sync_api import Locator, Page, Route, expect

from liaison_app.services import nightly
from tests.site.builders import (
	ensure,
	make_assignment,
	make_officer,
	make_rule,
	make_target,
	make_unit,
	make_visit,
)

DIALOG = ".liaison-quick-record:visible"
SAVING = "**/api/method/frappe.desk.form.save.savedocs"


@pytest.fixture
def college(make_user: Callable[..., str]) -> Any:
	"""An officer who owes a confidential talk with a report this month, and another without; a clerk of the unit."""
	user = make_user("zhao.abuse@liaison.example", "Liaison Officer")
	clerk = make_user("sun.abuse@liaison.example", "Liaison Clerk")
	unit = make_unit("College of Trouble", clerk=clerk)
	officer = make_officer(unit, user, full_name="Zhao Min")
	target = make_target(unit, title="Class 7")
	make_assignment(officer, target)
	ensure("Liaison Activity Type", "activity_name", "Heart to Heart")
	shared = {"period": "Month", "subject_kind": "Assigned", "subject_types": [{"target_type": "Class"}]}
	make_rule(title="Talk with each class", reminder_days=31, **shared)
	make_rule(
		title="Talk in confidence",
		confidential=1,
		evidence="Report",
		counts=[{"activities": "Heart to Heart"}],
		reminder_days=31,
		**shared,
	)
	frappe.db.commit()
	nightly.start(getdate(), inline=True)
	frappe.db.commit()
	return frappe._dict(user=user, clerk=clerk, officer=officer, target=target, unit=unit)


def visits(docstatus: int = 1) -> list[str]:
	frappe.db.rollback()
	return frappe.get_all(
		"Contact Visit", {"docstatus": docstatus}, pluck="name", order_by="creation asc, name asc"
	)


def duty(title: str) -> Any:
	frappe.db.rollback()
	rule = frappe.db.get_value("Duty Rule", {"title": title})
	now = {"period_start": ("<=", getdate()), "period_end": (">=", getdate())}
	return frappe.get_last_doc("Periodic Obligation", {"rule": rule, **now})


def row_of(page: Page, title: str) -> Locator:
	return page.locator(".my-duty").filter(has_text=title)


def open_from_row(page: Page, title: str) -> Locator:
	row_of(page, title).locator(".my-duty-action button").click()
	dialog = page.locator(DIALOG)
	expect(dialog.locator(".modal-footer .btn-primary")).to_be_visible()
	return dialog


def save(dialog: Locator) -> None:
	dialog.locator(".modal-footer .btn-primary").click()
	expect(dialog.locator(".liaison-result")).to_be_visible()


def my_duties(page: Page) -> Page:
	page.goto("/app/my-duties")
	expect(page.locator(".my-duty").first).to_be_visible()
	return page


def draft_of(college: Any) -> str:
	start = f"{add_days(getdate(), -1)} 10:00:00"
	visit = make_visit([college.officer], [college.target], start=start, place="Library")
	frappe.db.set_value("Contact Visit", visit.name, "owner", college.user)
	frappe.db.commit()
	return str(visit.name)


def open_form(page: Page, name: str) -> Locator:
	page.goto(f"/app/contact-visit/{name}")
	place = page.locator("input[data-fieldname=place]:visible")
	expect(place).to_have_value("Library")
	return place


def test_a_form_that_another_tab_has_changed_is_refused_and_keeps_what_was_typed(
	college: Any, logged_in: Callable[..., Page]
):
	name = draft_of(college)
	first = logged_in(college.user, land=True)
	first.wait_for_url("**/my-duties")
	second = first.context.new_page()
	places = [open_form(page, name) for page in (first, second)]
	places[0].fill("Garden")
	first.keyboard.press("Control+s")
	expect(first.locator(".indicator-pill:visible", has_text="Not Saved")).to_have_count(0)
	frappe.db.rollback()
	expect_value(name, "Garden")
	# Frappe may tell the second form that there is something newer; it was typed into before.
	places[1].fill("Canteen")
	second.keyboard.press("Control+s")
	expect(second.locator(".msgprint:visible").first).to_contain_text("has been modified")
	expect(places[1]).to_have_value("Canteen")
	expect_value(name, "Garden")


def expect_value(name: str, place: str) -> None:
	frappe.db.rollback()
	assert frappe.db.get_value("Contact Visit", name, "place") == place


def test_a_connection_that_breaks_while_a_form_is_saved_loses_nothing(
	college: Any, logged_in: Callable[..., Page]
):
	name = draft_of(college)
	page = logged_in(college.user, land=True)
	page.wait_for_url("**/my-duties")
	place = open_form(page, name)
	page.route(SAVING, lambda route: route.abort())
	place.fill("Garden")
	page.keyboard.press("Control+s")
	page.wait_for_timeout(1500)
	expect(place).to_have_value("Garden")
	expect_value(name, "Library")
	page.unroute(SAVING)

	def lose_answer(route: Route) -> None:
		route.fetch()
		route.abort()

	page.route(SAVING, lose_answer)
	page.keyboard.press("Control+s")
	page.wait_for_timeout(1500)
	expect_value(name, "Garden")  # it had arrived; the browser does not know
	expect(place).to_have_value("Garden")
	assert visits(0) == [name]


def test_the_back_button_after_a_record_records_nothing_again(college: Any, logged_in: Callable[..., Page]):
	page = my_duties(logged_in(college.user))
	save(open_from_row(page, "Talk with each class"))
	page.go_back()
	expect(page.locator(DIALOG)).to_have_count(0)
	expect(page.locator(".my-duty").first).to_be_visible()
	page.go_forward()
	page.wait_for_timeout(800)
	expect(page.locator(DIALOG)).to_have_count(0)
	assert len(visits()) == 1
	assert page.locator(".modal-backdrop").count() == 0
	page.reload()
	page.wait_for_timeout(800)
	assert len(visits()) == 1


def test_the_back_button_closes_the_dialog_and_keeps_what_was_typed(
	college: Any, logged_in: Callable[..., Page]
):
	page = my_duties(logged_in(college.user))
	dialog = open_from_row(page, "Talk with each class")
	dialog.locator("textarea[data-fieldname=account]").fill("They ask for lamps")
	page.wait_for_timeout(600)
	page.go_back()
	expect(page.locator(DIALOG)).to_have_count(0)
	assert "my-duties" in page.url
	dialog = open_from_row(page, "Talk with each class")
	expect(dialog.locator("textarea[data-fieldname=account]")).to_have_value("They ask for lamps")
	assert visits() == []


def test_two_tabs_that_record_the_same_duty_count_it_once_and_say_so(
	college: Any, logged_in: Callable[..., Page]
):
	first = my_duties(logged_in(college.user))
	second = my_duties(first.context.new_page())
	save(open_from_row(first, "Talk with each class"))
	dialog = open_from_row(second, "Talk with each class")  # still shown as due here
	save(dialog)
	expect(dialog.locator(".liaison-not-counted").first).to_contain_text("Talk with each class")
	expect(dialog.locator(".liaison-not-counted .small").first).not_to_be_empty()
	assert len(visits()) == 2
	owed = duty("Talk with each class")
	assert (owed.state, owed.done, owed.quantity) == ("Met", 1, 1)
	dialog.locator(".modal-footer .btn-primary").click(delay=600)
	for page in (first, second):
		page.reload()
		expect(row_of(page, "Talk with each class")).to_contain_text("1 of 1")


def test_the_duty_that_was_tapped_comes_first_in_the_result(college: Any, logged_in: Callable[..., Page]):
	talk = ensure("Liaison Activity Type", "activity_name", "Talk")
	shared = {"period": "Month", "subject_kind": "Assigned", "subject_types": [{"target_type": "Class"}]}
	asks_for = {
		"Report of one kind": {"evidence": "Report", "counts": [{"activities": talk}]},
		"Report of another kind": {"evidence": "Report", "counts": [{"activities": talk}]},
		"Nothing but heart to heart": {"counts": [{"activities": "Heart to Heart"}]},
	}
	for title, values in asks_for.items():
		make_rule(title=title, reminder_days=31, **shared, **values)
	frappe.db.commit()
	nightly.start(getdate(), inline=True)
	frappe.db.commit()
	page = my_duties(logged_in(college.user))
	for number, title in enumerate(asks_for):
		dialog = open_from_row(page, title)
		if title == "Nothing but heart to heart":
			chips = dialog.locator("[data-fieldname=activities] .liaison-chip")
			chips.filter(has_text="Heart to Heart").click()
			chips.filter(has_text=re.compile("^Talk$")).click()
		save(dialog)
		# Reports are lacking for both kinds, and whichever the server names first, the one that was meant leads.
		near = dialog.locator(".liaison-result > .liaison-not-counted")
		expect(near.locator("li").first).to_contain_text(title)
		dialog.locator(".modal-footer .btn-primary").click(delay=600)
		expect(page.locator(DIALOG)).to_have_count(0)
		assert len(visits()) == number + 1


def test_a_clerk_records_a_confidential_talk_with_its_report_for_the_officer(
	college: Any, logged_in: Callable[..., Page], tmp_path: Path
):
	report = tmp_path / "report.txt"
	report.write_text("What was said")
	page = logged_in(college.clerk, land=True)
	page.locator("header .liaison-record button").click()
	dialog = page.locator(DIALOG)
	dialog.locator(".liaison-duty", has_text="Talk in confidence").click()
	expect(dialog.locator(".liaison-asked")).to_contain_text("asks for a report")
	expect(dialog.locator("input[data-fieldname=confidential]")).to_be_checked()
	dialog.locator("textarea[data-fieldname=confidential_account]").fill("Between us")
	dialog.locator("input[type=file]").set_input_files(report)
	save(dialog)
	expect(dialog.locator(".liaison-counted")).to_contain_text("Talk in confidence")
	(name,) = visits()
	visit = frappe.get_doc("Contact Visit", name)
	assert (visit.confidential, visit.has_report, visit.recorded_by) == (1, 1, college.clerk)
	assert visit.report and not visit.attachment
	assert [row.officer for row in visit.officers] == [college.officer.name]
	assert duty("Talk in confidence").state == "Met"


def test_a_file_of_fifty_megabytes_is_refused_before_it_is_sent_and_the_rest_stays(
	college: Any, logged_in: Callable[..., Page], tmp_path: Path
):
	film = tmp_path / "film.zip"
	with film.open("wb") as file:
		file.truncate(50 * 1024 * 1024 + 1)
	page = my_duties(logged_in(college.user))
	dialog = open_from_row(page, "Talk with each class")
	dialog.locator("textarea[data-fieldname=account]").fill("They ask for lamps")
	dialog.locator("input[type=file]").set_input_files(film)
	expect(dialog.locator(".liaison-file .liaison-fault")).to_contain_text("film.zip has 50 MB")
	save(dialog)
	(name,) = visits()
	visit = frappe.get_doc("Contact Visit", name)
	assert (visit.account, visit.attachment) == ("They ask for lamps", None)
