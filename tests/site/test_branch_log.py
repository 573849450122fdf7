"""The log of a branch: its own people see who came, whoever recorded it, for the branch's handbook."""

from datetime import date

import frappe
import pytest
from frappe.www.printview import get_rendered_template

from liaison_app.services.reports import branch_log
from tests.site.builders import ensure, insert, make_officer, make_target, make_unit, make_user, make_visit
from tests.site.reports_kit import lines_of

SPAN = {"from_date": "2018-09-01", "to_date": "2018-12-31"}


@pytest.fixture
def branch(site):
	"""A school leader came to a branch twice, once in confidence; its clerk records for nobody, as does that of another one."""
	school = make_unit("Test School")
	clerk, stranger = (make_user(f"{who}@liaison.example", "Liaison Clerk") for who in ("clerk", "stranger"))
	unit = make_unit("First Branch", school, clerk=clerk)
	make_unit("Second Branch", school, clerk=stranger)
	target = make_target(school, "Party Branch", title="First Branch", represents_unit=unit)
	post = ensure("Liaison Post", "post_name", "Branch Secretary")
	tenures = [
		{"post": post, "from_date": "2010-01-01", "to_date": "2018-10-31", "job_title": "Dean"},
		{"post": post, "from_date": "2018-11-01", "job_title": "President"},
	]
	leader = make_officer(school, None, full_name="Leader Chen", tenures=tenures)
	for day, more in (
		("2018-11-20", {}),
		("2018-10-09", {"place": "Room 5"}),
		("2018-12-01", {"confidential": 1}),
	):
		make_visit(
			[leader], [target, make_target(school)], start=f"{day} 09:00:00", account="Said so", **more
		).submit()
	make_visit([leader], [target], start="2018-12-02 09:00:00")  # a draft
	return frappe._dict(clerk=clerk, stranger=stranger, target=target, leader=leader)


def test_c24_the_branch_sees_who_took_part_with_the_post_of_the_day(branch, as_user):
	with as_user(branch.clerk):
		lines = lines_of("Branch Log", **SPAN)
		assert [(line["day"], line["who"], line["post"]) for line in lines] == [
			(date(2018, 10, 9), "Leader Chen", "Dean"),
			(date(2018, 11, 20), "Leader Chen", "President"),
		]
		assert lines[0]["place"] == "Room 5" and "Said so" not in str(lines)
		assert lines_of("Branch Log", target=make_other(branch), **SPAN) == []
	with as_user(branch.stranger):
		assert lines_of("Branch Log", **SPAN) == []
	assert len(lines_of("Branch Log", **SPAN)) == 3


def make_other(branch):
	return frappe.db.get_value(
		"Contact Target", {"name": ("!=", branch.target.name), "unit": branch.target.unit}
	)


def test_c24_the_log_of_a_branch_is_printed(branch, monkeypatch):
	days = {"first_day": "2018-09-03", "last_day": "2019-01-18"}
	insert("Liaison Term", term_name="Of the Log", academic_year="2018/19", **days)
	monkeypatch.setattr(frappe.utils, "getdate", lambda *given: date(2018, 12, 31))
	log = branch_log.liaison_branch_log(branch.target)
	assert (log["since"], len(log["lines"])) == (date(2018, 9, 3), 3)
	name = "领导干部参加党支部活动登记表"
	html = get_rendered_template(branch.target, print_format=frappe.get_doc("Print Format", name))
	assert "Leader Chen" in html and "2018-10-09" in html and "President" in html
