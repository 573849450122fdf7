"""Code instead of words in every text field: whatever screen shows it, nothing of it runs and nothing of it becomes markup.

Frappe's own form fields show what is stored as it is: what is stored was cleaned when it was saved (tests/site/test_script_texts.py).
"""

from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from playwright.sync_api import Page, expect

from tests import sitekit
from tests.site.conftest import make_login
from tests.site.poisoned import make_poisoned
from tests.site.reports_kit import REPORTS

LISTED = (
	"Contact Target",
	"Contact Visit",
	"Duty Document",
	"Duty Rule",
	"Exemption",
	"Liaison Assignment",
	"Liaison Nudge",
	"Liaison Officer",
	"Liaison Regulation",
	"Periodic Obligation",
	"ToDo",
	"Trigger Event",
)
# Elements that only the poison would make; the svg of the desk's own icons have no `onload`.
PLANTED = "img[src='x'], [onload], [onerror], [onmouseover], [onfocus]"
# What of a form is ours to show, even when it got past all checks: texts, and the sections above the fields.
OURS = ":is([data-fieldtype='Small Text'], [data-fieldtype='Text'], [data-fieldtype='Long Text'], .form-dashboard)"


@pytest.fixture(scope="module")
def poisoned(site: str) -> Iterator[Any]:
	with sitekit.clean_afterwards():
		yield make_poisoned(make_login)


@pytest.fixture
def watched(poisoned: Any, logged_in: Callable[..., Page]) -> Callable[[str], tuple[Page, list[str]]]:
	"""`watched("Officer")`: a page as that role, and what ran on it."""

	def opened(role: str) -> tuple[Page, list[str]]:
		page, ran = logged_in(poisoned.login[role]), []
		page.context.expose_function("__pwned", lambda *_: ran.append(f"ran on {page.url}"))
		page.on("dialog", lambda dialog: (ran.append(f"{dialog.message} on {page.url}"), dialog.dismiss()))
		page.goto("/app")
		page.wait_for_function("window.frappe && frappe.boot && frappe.router && frappe.router.current_route")
		return page, ran

	return opened


def go(page: Page, *route: str) -> None:
	"""To a screen, and wait until it has asked and drawn."""
	page.evaluate("(route) => frappe.set_route(route)", list(route))
	page.wait_for_timeout(700)
	page.wait_for_function("!frappe.request.ajax_count && !$('.freeze:visible').length")
	page.wait_for_timeout(400)


class Looked:
	"""What was wrong on the screens that were looked at; the whole round is made first."""

	def __init__(self, page: Page, ran: list[str]) -> None:
		self.page, self.ran, self.faults = page, ran, []

	def at(self, screen: str) -> None:
		planted = self.page.locator(PLANTED)
		if planted.count():
			self.faults.append(f"{screen}: {planted.first.evaluate('each => each.outerHTML')[:200]}")
		if "A049" in self.page.locator("body").inner_text():
			self.faults.append(f"{screen}: a template was worked out")
		if self.ran:
			self.faults.append(f"{screen}: {self.ran[0]}")
			self.ran.clear()


def test_lists_calendars_reports_and_workspaces(watched: Callable[..., Any]):
	page, ran = watched("Manager")
	looked = Looked(page, ran)
	for doctype in LISTED:
		go(page, "List", doctype, "List")
		expect(page.locator(".list-row:visible, .no-result:visible").first).to_be_visible()
		looked.at(f"list of {doctype}")
	for doctype in ("Contact Visit", "Periodic Obligation"):
		go(page, "List", doctype, "Calendar", "default")
		expect(page.locator(".fc-event:visible, .fc-daygrid-event:visible").first).to_be_visible()
		looked.at(f"calendar of {doctype}")
	for report in REPORTS:
		go(page, "query-report", report)
		expect(
			page.locator(".datatable .dt-cell__content:visible, .report-wrapper:visible").first
		).to_be_visible()
		looked.at(f"report {report}")
	for workspace in ("liaison", "liaison-supervision", "liaison-setup"):
		page.goto(f"/app/{workspace}")
		expect(page.locator(".codex-editor:visible").first).to_be_visible()
		page.wait_for_timeout(1500)
		looked.at(f"workspace {workspace}")
	assert looked.faults == []


def test_texts_and_sections_of_forms_with_what_was_stored_past_all_checks(
	watched: Callable[..., Any], poisoned: Any
):
	page, _ran = watched("Manager")
	draft = frappe.get_all("Contact Visit", {"docstatus": 0}, pluck="name", order_by="name asc")[0]
	shown = {
		poisoned.visit: "Contact Visit",
		draft: "Contact Visit",
		poisoned.targets[0].name: "Contact Target",
	}
	for name, doctype in shown.items():
		go(page, "Form", doctype, name)
		expect(page.locator(".form-layout:visible .frappe-control").first).to_be_attached()
		page.wait_for_timeout(700)  # the sections ask for their own
		assert page.locator(f"{OURS} :is({PLANTED})").count() == 0, f"{doctype} {name}"
		if doctype == "Contact Visit":
			account = page.locator(".form-layout:visible [data-fieldname=account] .control-value")
			expect(account.first).to_contain_text("<svg/onload=__pwned()>", use_inner_text=False)


def test_the_board_and_its_duties(watched: Callable[..., Any]):
	page, ran = watched("Reviewer")
	looked = Looked(page, ran)
	page.goto("/app/supervision-board")
	row = page.locator(".liaison-board tbody tr")
	expect(row.first).to_be_visible()
	looked.at("board")
	page.locator(".liaison-board .liaison-row-officer .liaison-who-button").first.click()
	expect(page.locator(".liaison-board-duties:visible li").first).to_be_visible()
	looked.at("duties of the board")
	page.keyboard.press("Escape")
	go(page, "List", "ToDo", "List")
	looked.at("list of ToDos")
	assert looked.faults == []


def test_my_duties_and_the_quick_record(watched: Callable[..., Any]):
	page, ran = watched("Officer")
	looked = Looked(page, ran)
	page.goto("/app/my-duties")
	duty = page.locator(".my-duty")
	expect(duty.first).to_be_visible()
	for toggle in page.locator(".my-duty-what").all()[:3]:
		toggle.click()
	expect(page.locator(".my-duty-details:visible").first).to_be_visible()
	page.wait_for_timeout(700)
	looked.at("my duties")
	duty.filter(has=page.locator(".my-duty-action button")).first.locator(".my-duty-action button").click()
	dialog = page.locator(".liaison-quick-record:visible")
	expect(dialog.locator(".modal-footer .btn-primary")).to_be_visible()
	page.wait_for_timeout(500)
	looked.at("quick record")
	if not dialog.locator("[data-fieldname=activities] [aria-pressed=true]").count():
		dialog.locator("[data-fieldname=activities] .liaison-chip").first.click()
	dialog.locator(".modal-footer .btn-primary").click()
	expect(dialog.locator(".liaison-result, .liaison-message.alert").first).to_be_visible()
	looked.at("result of the quick record")
	expect(dialog.locator(".liaison-result")).to_be_visible()
	assert looked.faults == []
