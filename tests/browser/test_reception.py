"""In Chinese: the office swaps weeks of the reception roster at the desk; a listener picks a lesson from the timetable on the phone."""

from collections.abc import Callable

import frappe
from frappe.utils import add_days, getdate
from playwright.sync_api import Page, expect

from liaison_app.engine.calendar import WEEKDAYS
from liaison_app.services.reception import rosters, weeks
from tests.site.builders import ensure, insert, make_lesson, make_officer, make_rule, make_target, make_unit


def make_term() -> str:
	days = {"first_day": add_days(getdate(), -21), "last_day": add_days(getdate(), 60)}
	return insert("Liaison Term", term_name="2026—2027 学年第一学期", academic_year="2026-2027", **days).name


def in_chinese(user: str) -> str:
	frappe.db.set_value("User", user, "language", "zh")
	return user


def test_c15_the_office_swaps_weeks_and_a_visitor_brings_a_matter(
	make_user: Callable[..., str], logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
):
	office = in_chinese(make_user("office.reception@liaison.example", "Liaison Manager"))
	unit = make_unit("学校")
	for rank, name in enumerate(("陈国强", "李红梅", "王建军"), 1):
		make_officer(unit, None, full_name=name, rank=rank)
	post = [{"post": "Branch Secretary", "quantity": 1}]
	rule = make_rule(
		title="轮流接待来访",
		owner_kind="Rotation",
		period="Week",
		weekday="Monday",
		posts=post,
		min_teaching_days=0,
	)
	hours = {"begins": "14:30:00", "ends": "17:00:00"}
	roster = insert("Reception Roster", rule=rule.name, term=make_term(), place="行政楼 101 室", **hours)
	rosters.draw(roster, getdate(add_days(getdate(), -21)))
	rosters.publish(roster, getdate())
	frappe.db.commit()
	page = logged_in(office)
	page.goto(f"/app/reception-roster/{roster.name}")
	table = page.locator(".liaison-roster")
	expect(table.locator("tbody tr").first).to_contain_text("陈国强")
	mine = next(week for week in weeks.of_roster(roster) if week.monday > getdate())
	row = table.locator("tbody tr").filter(has_text=frappe.utils.formatdate(mine.day)).first
	picture(page, "reception_roster")
	row.get_by_role("button", name="调换").click()
	dialog = page.locator(".modal.show")
	expect(dialog.locator("select")).to_be_visible()
	picture(page, "reception_swap")
	dialog.locator(".btn-primary:visible").click()
	expect(table.get_by_text("调换", exact=True).first).to_be_visible()
	expect(table.locator(".text-muted", has_text="调换")).to_have_count(2)
	page.goto("/app/roster-week/view/calendar/default")
	expect(page.locator(".liaison-event-reception").first).to_be_visible()
	picture(page, "reception_calendar")
	begun = weeks.of_roster(roster)[0]
	page.goto(f"/app/roster-week/{begun.name}")
	page.get_by_role("button", name="提出诉求").locator("visible=true").click()
	expect(page.locator("[data-fieldname=channel] input:visible").first).to_have_value("接待日")


def test_d10_f8_a_listener_picks_the_lesson_and_sees_the_check_list_on_the_phone(
	make_user: Callable[..., str], logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
):
	user = in_chinese(make_user("listener@liaison.example", "Liaison Officer"))
	unit, term = make_unit("信息学院"), make_term()
	make_officer(unit, user, full_name="王芳")
	ensure("Liaison Activity Type", "activity_name", "Class Observation", title_zh="听课")
	for kind in ("Class", "Course"):
		ensure("Target Type", "target_type_name", kind)
		frappe.db.set_value("Target Type", kind, "visible_to_all", 1)
	kind = frappe.get_doc("Target Type", "Class")
	kind.append("check_items", {"item": "Hygiene", "title_zh": "教室卫生"})
	kind.save()
	day = getdate(add_days(getdate(), -7))
	make_lesson(
		term,
		make_target(unit, title="计科二〇二三级七班"),
		course=make_target(unit, "Course", title="大学英语").name,
		teacher=make_target(unit, "Teacher", title="赵老师").name,
		weekday=WEEKDAYS[day.weekday()],
		place="三号楼 205",
	)
	frappe.db.commit()
	frappe.clear_cache()
	page = logged_in(user, width=390, height=844)
	page.goto("/app/contact-visit/new")
	expect(page.locator("[data-fieldname=targets]:visible").first).to_be_visible()
	page.evaluate("day => cur_frm.set_value('start', `${day} 15:00:00`)", str(day))
	page.evaluate(
		"""() => {
			const { pick, fill } = liaison.timetable;
			pick(cur_frm.doc.start.slice(0, 10)).then((lesson) => fill(cur_frm, lesson));
		}"""
	)
	lesson = page.locator(".modal.show .liaison-lessons button").first
	expect(lesson).to_contain_text("赵老师")
	picture(page, "timetable_picker")
	lesson.click()
	expect(page.locator("[data-fieldname=targets] .grid-row").filter(has_text="赵老师").first).to_be_visible()
	expect(
		page.locator("[data-fieldname=checks] .grid-row").filter(has_text="教室卫生").first
	).to_be_visible()
	picture(page, "timetable_picked")
	values = page.evaluate("() => [cur_frm.doc.start, cur_frm.doc.duration_minutes, cur_frm.doc.place]")
	assert values == [f"{day} 08:00:00", 90, "三号楼 205"]
