"""A semester of the sample college by four people: a visit, the officer's summary, the college's, the school's, each approved by the next."""

from collections.abc import Callable

import frappe
import pytest
from playwright.sync_api import Page, expect

from liaison_app.services.sample import PASSWORD
from tests.site.sample_site import College

COLLEGE, ORGANISATION = "机电工程学院", "组织部"
OFFICER, HEAD, OFFICE, MANAGER = (
	f"{login}@example.edu" for login in ("officer25", "officer24", "reviewer01", "manager01")
)


@pytest.fixture
def as_person(
	sample_college: College, logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
) -> Callable[[str], "Person"]:
	"""`as_person(OFFICER)`: that login in Chinese at the desk."""
	frappe.db.set_value("User", {"name": ("in", [OFFICER, HEAD])}, "language", "zh")
	frappe.db.commit()
	frappe.clear_cache()
	return lambda user: Person(logged_in(user, PASSWORD), picture)


class Person:
	"""What somebody does in the desk."""

	def __init__(self, page: Page, picture: Callable[[Page, str], None]) -> None:
		self.page, self.picture = page, picture

	def begin_paper(self, rule: str, **owner: str) -> str:
		"""From the duty to its paper; the paper's name."""
		duty = frappe.db.get_value("Periodic Obligation", {"rule": rule, **owner})
		self.page.goto(f"/app/periodic-obligation/{duty}")
		self.page.locator("button.primary-action:visible", has_text="提交材料").click()
		self.page.wait_for_url("**/duty-document/DD-**")
		expect(self.page.locator("[data-fieldname=rows] .grid-row").first).to_be_visible()
		expect(self.page.locator("[data-fieldname=period_key]:visible")).to_have_count(0)
		return self.page.url.rpartition("/")[2]

	def open_paper(self, name: str) -> None:
		self.page.goto(f"/app/duty-document/{name}")
		expect(self.page.locator("[data-fieldname=rows] .grid-row").first).to_be_visible()

	def act(self, action: str, then: str) -> None:
		"""What the workflow offers, and the state that follows."""
		self.page.locator(".actions-btn-group:visible > button").click()
		menu = self.page.locator(".actions-btn-group .dropdown-menu:visible .menu-item-label")
		menu.filter(has_text=action).first.click()
		expect(self.page.locator(".page-head .indicator-pill:visible")).to_have_text(then)


def record_a_visit(page: Page) -> None:
	"""From My Duties: a talk with the secretary of the branch."""
	page.goto("/app/my-duties")
	page.locator(".my-duty", has_text="同联系支部书记谈心").locator(".my-duty-action button").click()
	dialog = page.locator(".liaison-quick-record:visible")
	dialog.locator(".modal-footer .btn-primary").click()
	expect(dialog.locator(".liaison-result")).to_be_visible()


def status_of(paper: str) -> tuple[str, int]:
	frappe.db.rollback()
	return frappe.db.get_value("Duty Document", paper, ["status", "docstatus"])


def test_from_a_visit_to_the_approved_summary_of_the_school(as_person: Callable[[str], Person]):
	officer = as_person(OFFICER)
	record_a_visit(officer.page)
	person = frappe.db.get_value("Liaison Officer", {"user": OFFICER})
	own = officer.begin_paper("A-A16", officer=person)
	officer.picture(officer.page, "semester_1_officer")
	officer.act("提交", "已提交")
	assert status_of(own) == ("Handed In", 0)

	head = as_person(HEAD)
	head.open_paper(own)
	head.act("批准", "已批准")
	assert status_of(own) == ("Approved", 1)
	college = head.begin_paper("A-A16-unit", unit=COLLEGE)
	expect(head.page.locator("[data-fieldname=sources] .grid-row", has_text=own)).to_be_visible()
	head.picture(head.page, "semester_2_college")
	head.act("提交", "已提交")

	office = as_person(OFFICE)
	office.open_paper(college)
	office.act("批准", "已批准")
	school = office.begin_paper("A-A16-school", unit=ORGANISATION)
	expect(office.page.locator("[data-fieldname=sources] .grid-row", has_text=college)).to_be_visible()
	office.picture(office.page, "semester_3_school")
	office.act("提交", "已提交")

	manager = as_person(MANAGER)
	manager.open_paper(school)
	manager.act("批准", "已批准")
	manager.picture(manager.page, "semester_4_approved")
	assert [status_of(paper) for paper in (own, college, school)] == [("Approved", 1)] * 3
	met = frappe.get_all(
		"Periodic Obligation",
		{"rule": ("in", ["A-A16-unit", "A-A16-school"]), "unit": ("in", [COLLEGE, ORGANISATION])},
		pluck="state",
	)
	assert met == ["Met", "Met"]
