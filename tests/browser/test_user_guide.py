"""The ten tasks of the user guide, walked as it says, in Chinese and in English; its pictures are taken on the way.

Every label that is looked for here must stand in the guide, in the section of the task that is walked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import frappe
import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Locator, Page, expect

from liaison_app.packs import shipped_packs
from tests.browser import guide_site
from tests.browser.guide_site import COLLEGE
from tests.sitekit import CHECKOUT

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
QUOTES = {"zh": re.compile(r"「([^」]+)」"), "en": re.compile(r"\*\*([^*]+)\*\*")}
PACK = next(path for path in shipped_packs() if path.stem == "staff_branch_masses")
# What Frappe itself says, and how it says it in Chinese.
OF_FRAPPE = {
	"Save": "保存",
	"Actions": "操作",
	"Yes": "是",
	"Export": "导出",
	"Download": "下载",
	"Upload": "上传",
}


@dataclass
class Guide:
	"""The guide in one language: what it quotes, task by task."""

	language: str
	picture: Callable[[Page, str], None]
	page: Page | None = None
	task: int = 0
	quoted: dict[int, set[str]] = field(default_factory=dict)

	def __post_init__(self) -> None:
		text = (CHECKOUT / "docs" / f"user-guide.{self.language}.md").read_text()
		sections = re.split(r"^### (\d+)\. .*$", text, flags=re.MULTILINE)[1:]
		for number, section in zip(sections[::2], sections[1::2], strict=True):
			self.quoted[int(number)] = {
				re.sub(r"\b3\b", "{0}", " ".join(found.split()))  # as a reader sees it: with a number in it
				for found in QUOTES[self.language].findall(section)
			}
		with (CHECKOUT / "liaison_app" / "locale" / "zh.po").open("rb") as file:
			self.catalog = read_po(file)

	def label(self, text: str, context: str | None = None) -> str:
		"""A label as the screen shows it; the guide names it in this task."""
		shown = text
		if self.language == "zh":
			message = self.catalog.get(text, context) or self.catalog.get(text)
			shown = str(message.string) if message else OF_FRAPPE[text]
		assert shown in self.quoted[self.task], f"{shown} is not quoted in task {self.task}"
		return shown

	def keep(self, page: Page, name: str) -> None:
		"""Take a picture of this task."""
		page.wait_for_timeout(700)
		page.mouse.move(0, 0)
		self.picture(page, f"user-guide-{'' if self.language == 'zh' else 'en-'}{self.task}-{name}")


@pytest.fixture(params=QUOTES)
def guide(request: pytest.FixtureRequest, site: str, picture: Callable[[Page, str], None]) -> Guide:
	guide_site.build(request.param)
	return Guide(request.param, picture)


def button(place: Page | Locator, name: str) -> Locator:
	return place.get_by_role("button", name=name, exact=True).locator("visible=true")


def dialog_of(page: Page) -> Locator:
	return page.locator(".modal-dialog:visible")


def close_dialog(page: Page) -> None:
	dialog_of(page).locator(".btn-modal-close").click()
	expect(dialog_of(page)).to_have_count(0)


def rows(page: Page, title: str) -> Locator:
	return page.locator(".my-duty").filter(has_text=title)


def menu(page: Page, label: str) -> None:
	page.locator(".menu-btn-group button:visible").first.click()
	page.locator(".dropdown-menu.show a").filter(
		has_text=re.compile(rf"^\s*{re.escape(label)}")
	).first.click()


def is_loaded(page: Page) -> None:
	expect(page.locator(".my-duties-list")).to_have_attribute("aria-busy", "false")


def titles(guide: Guide) -> dict[str, str]:
	chinese = {"talk": "与联系班级谈心谈话", "weekly": "每周走近学生", "plan": "提交月度工作计划"}
	english = {
		"talk": "Talk with each class",
		"weekly": "Contact students every week",
		"plan": "Hand in the month's plan",
	}
	return chinese if guide.language == "zh" else english


def test_what_officers_do(guide: Guide, logged_in: Callable[..., Page]):
	page = logged_in(guide_site.OFFICER, **PHONE, land=True)
	see_what_is_owed(guide, page)
	record_a_visit(guide, page)
	record_without_connection(guide, page)
	hand_in_a_document(guide, page)
	make_a_calendar_link(guide, page)
	frappe.db.rollback()
	assert frappe.db.count("Contact Visit", {"owner": guide_site.OFFICER, "docstatus": 1}) == 2


def see_what_is_owed(guide: Guide, page: Page) -> None:
	guide.task = 1
	page.wait_for_url("**/my-duties", wait_until="commit")
	expect(page.locator(".page-title .title-text:visible")).to_have_text(guide.label("My Duties"))
	expect(page.locator(".my-duties-word")).to_have_text(
		[guide.label(each, "My Duties") for each in ("Overdue", "Due Soon", "In Progress", "Done")]
	)
	guide.keep(page, "my-duties")
	button(page, guide.label("Semester")).click()
	is_loaded(page)
	button(page, guide.label("Month")).click()
	is_loaded(page)
	expect(button(page, guide.label("Earlier"))).to_be_enabled()
	duty = rows(page, titles(guide)["talk"]).first
	duty.locator(".my-duty-what").click()
	details = duty.locator(".my-duty-details")
	for each in ("Regulation", "Clause", "Can be recorded until", "Counted"):
		expect(details).to_contain_text(guide.label(each, "My Duties"))
	duty.scroll_into_view_if_needed()
	guide.keep(page, "duty")


def record_a_visit(guide: Guide, page: Page) -> None:
	guide.task = 2
	due = rows(page, titles(guide)["talk"]).filter(has=page.locator(".my-duty-action button")).first
	due.locator(".my-duty-action button", has_text=guide.label("Record", "My Duties")).click()
	dialog = dialog_of(page)
	for each in ("With Whom", "What Was Done", "Photo or File", "Outcome"):
		expect(dialog).to_contain_text(guide.label(each))
	expect(dialog.locator("[data-fieldname=account] .control-label:visible")).to_have_text(
		guide.label("Account", "Contact Visit")
	)
	dialog.locator("textarea[data-fieldname=account]").fill("谈了学业和实习，宿舍照明问题已转后勤处。")
	guide.keep(page, "dialog")
	dialog.locator("select[data-fieldname=outcome]").select_option(label=guide.label("Not Reached"))
	expect(dialog.locator("[data-fieldname=outcome_reason]:visible").first).to_contain_text(
		guide.label("Why")
	)
	dialog.locator("select[data-fieldname=outcome]").select_option("Done")
	button(dialog, guide.label("Record Visit")).click()
	expect(dialog.locator(".liaison-result")).to_contain_text(guide.label("Counted for"))
	guide.keep(page, "result")
	expect(button(dialog, guide.label("Record Another"))).to_be_visible()
	button(dialog, guide.label("Close")).click()
	expect(dialog).to_have_count(0)
	is_loaded(page)


def record_without_connection(guide: Guide, page: Page) -> None:
	guide.task = 3
	page.locator("header .liaison-record button").click()
	close_dialog(page)
	page.context.set_offline(True)
	page.get_by_role("button", name=guide.label("Record Visit")).locator("visible=true").first.click()
	dialog = dialog_of(page)
	dialog.locator("[data-fieldname=targets] .liaison-chip").first.click()
	if not dialog.locator("[data-fieldname=activities] [aria-pressed=true]").count():
		dialog.locator("[data-fieldname=activities] .liaison-chip").first.click()
	dialog.locator(".modal-footer .btn-primary").click()
	expect(dialog).to_contain_text(guide.label("Kept on This Device"))
	waiting = page.locator("header .liaison-waiting button")
	expect(waiting).to_contain_text(guide.label("1 visit waiting"))
	guide.keep(page, "offline")
	close_dialog(page)
	is_loaded(page)
	expect(rows(page, titles(guide)["weekly"]).first).to_be_visible()  # what is owed can still be read
	guide.keep(page, "waiting")
	waiting.click()
	expect(button(dialog, guide.label("Send Now"))).to_be_visible()
	page.context.set_offline(False)
	button(dialog, guide.label("Send Now")).click()
	expect(page.locator("header .liaison-waiting:visible")).to_have_count(0)
	close_dialog(page)


def hand_in_a_document(guide: Guide, page: Page) -> None:
	guide.task = 4
	page.goto("/app/my-duties")
	expect(page.locator(".page-title .title-text:visible")).to_have_text(guide.label("My Duties"))
	button(page, guide.label("Month")).click()
	is_loaded(page)
	plan = rows(page, titles(guide)["plan"]).first
	plan.locator(".my-duty-action button", has_text=guide.label("Hand In")).click()
	page.wait_for_url("**/duty-document/new-*", wait_until="commit")
	expect(page.locator("[data-fieldname=attachment] .control-label:visible").first).to_contain_text(
		guide.label("Attachment")
	)
	text = page.locator("[data-fieldname=text]")
	expect(text.locator(".control-label").first).to_contain_text(guide.label("Text"))
	text.locator(".ql-editor[contenteditable=true]").fill(
		"本月走访所联系的两个班级，听课两次，关注新生适应情况。"
	)
	guide.keep(page, "document")
	page.locator(".page-head .primary-action:visible", has_text=guide.label("Save")).click()
	page.locator(".actions-btn-group > button:visible", has_text=guide.label("Actions")).click()
	page.locator(".actions-btn-group .menu-item-label:visible", has_text=guide.label("Hand In")).click()
	expect(page.locator(".page-head .indicator-pill.orange:visible")).to_be_visible()
	page.goto("/app/my-duties")
	button(page, guide.label("Month")).click()
	is_loaded(page)
	expect(rows(page, titles(guide)["plan"]).locator(".progress-bar.is-done")).to_have_count(1)


def make_a_calendar_link(guide: Guide, page: Page) -> None:
	guide.task = 5
	menu(page, guide.label("Calendar Link"))
	dialog = dialog_of(page)
	button(dialog, guide.label("Create Link")).click()
	link = dialog.locator(".liaison-feed-link")
	expect(link).to_have_value(re.compile(r"\.ics$"))
	expect(dialog.get_by_role("link", name=guide.label("Open in Calendar App"))).to_be_visible()
	expect(button(dialog, guide.label("Copy"))).to_be_visible()
	link.evaluate("(input) => (input.value = input.value.replace(/[^/]{12}\\.ics$/, '••••••••••••.ics'))")
	guide.keep(page, "calendar-link")
	close_dialog(page)
	menu(page, guide.label("Calendar Link"))
	button(dialog, guide.label("Revoke")).click()
	expect(button(dialog, guide.label("Create Link"))).to_be_visible()


def test_what_clerks_do(guide: Guide, logged_in: Callable[..., Page]):
	guide.task = 6
	page = logged_in(guide_site.CLERK, **DESK, land=True)
	page.wait_for_url("**/my-duties", wait_until="commit")
	expect(page.locator(".page-title .title-text:visible")).to_have_text(guide.label("My Duties"))
	choice = page.get_by_label(guide.label("Officer"), exact=True).locator("visible=true")
	choice.fill(guide_site.LEADER)
	page.locator(".my-duties-officer [role=option]", has_text=guide_site.LEADER).first.click()
	expect(page.locator(".page-title .title-text:visible")).to_contain_text(guide_site.LEADER)
	is_loaded(page)
	guide.keep(page, "clerk")
	duty = rows(page, titles(guide)["weekly"]).first
	duty.locator(".my-duty-action button", has_text=guide.label("Record", "My Duties")).click()
	dialog = dialog_of(page)
	expect(dialog).to_contain_text(guide.label("With Whom"))
	dialog.locator("[data-fieldname=targets] .liaison-chip").first.click()
	dialog.locator("[data-fieldname=activities] .liaison-chip").first.click()
	dialog.locator(".modal-footer .btn-primary").click()
	expect(dialog.locator(".liaison-counted li").first).to_be_visible()
	close_dialog(page)
	page.locator("header .liaison-record button", has_text=guide.label("Record Visit")).click()
	expect(dialog).to_contain_text(guide.label("Officers"))


def test_what_reviewers_do(guide: Guide, logged_in: Callable[..., Page]):
	page = logged_in(guide_site.REVIEWER, **DESK)
	see_who_fell_short_and_nudge(guide, page)
	export_who_fell_short(guide, page)
	frappe.db.rollback()
	assert frappe.db.count("Liaison Nudge", {"nudged_by": guide_site.REVIEWER}) > 1


def see_who_fell_short_and_nudge(guide: Guide, page: Page) -> None:
	guide.task = 7
	page.goto("/app/supervision-board")
	expect(page.locator(".page-title .title-text:visible")).to_have_text(guide.label("Supervision Board"))
	board = page.locator(".liaison-board")
	inside = board.locator("tbody button[data-unit]", has_text=COLLEGE)
	expect(
		inside.locator(f".liaison-short[title='{guide.label('Duties missed or overdue')}']")
	).to_be_visible()
	expect(page.locator("button.primary-action:visible")).to_be_enabled()
	guide.keep(page, "board")
	expect(button(board, guide.label("Earlier"))).to_be_visible()
	inside.click()
	person = board.locator("tbody tr.liaison-row-officer", has=page.locator(".liaison-short")).last
	expect(person.locator("button.liaison-nudge")).to_be_visible()
	person.locator(".liaison-who-button").click()
	dialog = dialog_of(page)
	expect(dialog.get_by_role("button", name=guide.label("Fell Short"))).to_be_visible()
	guide.keep(page, "officer")
	button(dialog, guide.label("Nudge")).click()
	expect(page.locator("#alert-container .alert-message")).to_be_visible()
	page.go_back()
	expect(inside).to_be_visible()
	nudge_all = page.locator("button.primary-action:visible")
	expect(nudge_all).to_have_text(filled_in(guide.label("Nudge All Behind ({0})")))
	nudge_all.click()
	several = filled_in(guide.label("Nudge {0} Officers"))
	one_left = re.compile(f"{several.pattern}|Nudge 1 Officer")  # the others were nudged before
	expect(dialog.locator(".btn-primary")).to_have_text(one_left)
	guide.keep(page, "nudge")
	dialog.locator(".btn-primary").click()
	expect(dialog).to_have_count(0)
	menu(page, guide.label("Log of Nudges"))
	expect(page.locator(".list-row:visible").first).to_be_visible()


def filled_in(label: str) -> re.Pattern[str]:
	return re.compile(re.escape(label).replace(r"\{0\}", r"\d+"))


def export_who_fell_short(guide: Guide, page: Page) -> None:
	guide.task = 8
	page.goto("/app/liaison-supervision")
	expect(page.locator(".page-title .title-text:visible")).to_have_text(guide.label("Liaison Supervision"))
	card = page.locator(".links-widget-box", has_text=guide.label("Reports"))
	card.get_by_text(guide.label("Who Fell Short"), exact=True).click()
	report = page.locator("#page-query-report")
	expect(report.locator(".dt-row-0 .dt-cell").first).to_be_visible()
	page.wait_for_timeout(1500)  # the chart draws itself
	guide.keep(page, "report")
	menu(page, guide.label("Export"))
	dialog = dialog_of(page)
	with page.expect_download() as download:
		button(dialog, guide.label("Download")).click()
	assert Path(download.value.suggested_filename).suffix in (".xlsx", ".csv")


def test_what_managers_do(guide: Guide, logged_in: Callable[..., Page]):
	page = logged_in(guide_site.MANAGER, **DESK)
	adopt_a_regulation(guide, page)
	adapt_a_rule(guide, page)
	set_the_digest(guide, page)
	assert frappe.db.count("Duty Rule", {"regulation": "E"}) == 9


def adopt_a_regulation(guide: Guide, page: Page) -> None:
	guide.task = 9
	page.goto("/app/liaison-setup")
	expect(page.locator(".page-title .title-text:visible")).to_have_text(guide.label("Liaison Setup"))
	expect(page.locator(".onboarding-widget-box .onboarding-step")).to_have_count(5)
	expect(page.locator(".number-widget-box .number").first).to_be_visible()
	guide.keep(page, "setup")
	page.goto("/app/liaison-regulation")
	expect(page.locator(".page-title .title-text:visible")).to_have_text(guide.label("Liaison Regulation"))
	button(page, guide.label("Import Rule Pack")).click()
	page.locator(".file-uploader input[type=file]").first.set_input_files(PACK)
	button(page.locator(".modal.show"), guide.label("Upload")).click()
	shown = page.locator(".modal.show", has_text="9")
	expect(button(shown, guide.label("Import"))).to_be_visible()
	guide.keep(page, "import")
	button(shown, guide.label("Import")).click()
	expect(page.locator(".modal.show", has_text=guide.label("Imported"))).to_be_visible()
	page.goto("/app/liaison-regulation/E")
	for fieldname, text in (("unit", "Binds"), ("status", "Status")):
		expect(control(page, fieldname)).to_contain_text(guide.label(text, "Liaison Regulation"))
	assert guide.label("In Force") in control(page, "status").inner_text()


def adapt_a_rule(guide: Guide, page: Page) -> None:
	rule = frappe.get_all("Duty Rule", {"code": "L1"}, pluck="name")[0]
	page.goto(f"/app/duty-rule/{rule}")
	for fieldname, text in (("quantity", "Quantity"), ("period", "Period"), ("enabled", "Enabled")):
		expect(control(page, fieldname)).to_contain_text(guide.label(text, "Duty Rule"))
	assert guide.label("Duty Rule")
	control(page, "quantity").locator("input").fill("2")
	page.keyboard.press("Tab")  # a field tells its value when it is left
	guide.keep(page, "rule")
	page.locator(".page-head .primary-action:visible", has_text=guide.label("Save")).click()
	expect(page.locator(".page-head .indicator-pill.orange:visible")).to_have_count(0)
	frappe.db.rollback()
	assert frappe.db.get_value("Duty Rule", rule, "quantity") == 2


def control(page: Page, fieldname: str) -> Locator:
	return page.locator(f".frappe-control[data-fieldname={fieldname}]:visible").first


def set_the_digest(guide: Guide, page: Page) -> None:
	guide.task = 10
	page.goto("/app/liaison-settings")
	expect(page.locator(".page-title .title-text:visible")).to_have_text(guide.label("Liaison Settings"))
	for fieldname, text in (
		("digest_enabled", "Daily Digest"),
		("weekly_digest_enabled", "Weekly Digest"),
		("weekly_digest_weekday", "Weekday of the Weekly Digest"),
	):
		expect(control(page, fieldname)).to_contain_text(guide.label(text))
	hour = control(page, "digest_hour")
	expect(hour).to_contain_text(guide.label("Hour of Digests"))
	hour.locator("input").fill("8")
	page.keyboard.press("Tab")
	hour.scroll_into_view_if_needed()
	guide.keep(page, "digest")
	page.locator(".page-head .primary-action:visible", has_text=guide.label("Save")).click()
	expect(page.locator(".page-head .indicator-pill.orange:visible")).to_have_count(0)
	frappe.db.rollback()
	assert frappe.db.get_single_value("Liaison Settings", "digest_hour") == 8
