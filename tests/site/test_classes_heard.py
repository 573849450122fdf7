"""Classes heard by whom and of whom, counted by hand; what stands in the list of remarks."""

from types import SimpleNamespace
from typing import Any

import frappe
import pytest

from tests.site.builders import make_officer, make_target, make_unit, make_user, make_visit
from tests.site.reports_kit import lines_of, run_report, total_of

DAYS = {"from_date": "2025-09-01", "to_date": "2026-01-31"}
MARKS = ("classes", "excellent", "good", "fair", "poor", "unrated", "problems", "good_share")


def hear(officers: list[Any], targets: list[Any], day: str, rating: str = "", **values: Any) -> Any:
	activity = "Class Observation"
	if not frappe.db.exists("Liaison Activity Type", activity):
		frappe.get_doc({"doctype": "Liaison Activity Type", "activity_name": activity}).insert()
	visit = make_visit(officers, targets, start=f"{day} 08:00:00", overall_rating=rating, **values)
	visit.set("activities", [{"activity": activity}])
	return visit.insert().submit() if visit.is_new() else visit.save().submit()


@pytest.fixture
def school(site) -> SimpleNamespace:
	"""Four classes: Ann (North) hears two of Mathematics, Ben (South) one of them with her, and two of Physics; nobody hears Art."""
	user = make_user("heard.ann@liaison.example", "Liaison Officer")
	reviewer = make_user("heard.reviewer@liaison.example", "Liaison Reviewer")
	top = make_unit("Hearing School")
	north, south = make_unit("North", top, reviewer=reviewer), make_unit("South", top)
	ann, ben = make_officer(north, user, full_name="Ann"), make_officer(south, None, full_name="Ben")
	mathematics, physics, _art = (
		make_target(unit, "Course", title=title)
		for title, unit in (("Mathematics", north), ("Physics", south), ("Art", south))
	)
	teacher = make_target(north, "Teacher", title="Cai")
	hear([ann], [mathematics, teacher], "2025-09-08", "Excellent", expected_students=40, present_students=38)
	hear([ann, ben], [mathematics], "2025-10-13", "Fair", teaching_method="Read from the slides")
	hear([ben], [physics], "2025-10-20", "Good", expected_students=10, present_students=2)
	hear([ben], [physics], "2025-11-03", class_discipline="Nobody listened", confidential=1)
	hear([ben], [physics], "2026-03-02", "Poor")
	return SimpleNamespace(top=top, north=north, physics=physics, reviewer=reviewer, user=user)


def by(group: str, **more: Any) -> dict[str, tuple[Any, ...]]:
	lines = lines_of("Classes Heard", **DAYS, heard_by=group, **more)
	return {line["group"]: tuple(line[mark] for mark in MARKS) for line in lines}


def test_by_officer_a_class_heard_together_counts_for_each_and_once_in_the_total(school):
	assert by("Officer") == {"Ann": (2, 1, 0, 1, 0, 0, 1, 50.0), "Ben": (3, 0, 1, 1, 0, 1, 1, 50.0)}
	total = total_of("Classes Heard", **DAYS)
	assert [total[mark] for mark in (*MARKS, "presence")] == [4, 1, 1, 1, 0, 1, 1, 66.7, 80.0]


def test_by_unit_each_with_all_below_it(school):
	lines = lines_of("Classes Heard", **DAYS, heard_by="Unit")
	assert [(line["group"], line["indent"], line["classes"]) for line in lines] == [
		("Hearing School", 0, 4),
		("North", 1, 2),
		("South", 1, 3),
	]
	assert by("Unit", unit=school.north) == {"North": (2, 1, 0, 1, 0, 0, 1, 50.0)}


def test_by_course_teacher_and_department_with_those_whom_nobody_heard(school):
	courses = by("Course", unit=school.top, never_heard=1)
	assert {name: line[0] for name, line in courses.items()} == {"Art": 0, "Mathematics": 2, "Physics": 2}
	assert by("Teacher") == {"Cai": (1, 1, 0, 0, 0, 0, 0, 100.0)}
	assert {name: line[0] for name, line in by("Department").items()} == {"North": 2, "South": 2}


def test_the_list_tells_ratings_and_remarks_but_none_of_what_is_confidential(school):
	answer = run_report("Class Observations", **DAYS, only_problems=1)
	(line,) = [line for line in answer["result"] if not line.get("is_total")]
	assert (line["course"], line["rating"], line["teaching_method"]) == (
		"Mathematics",
		"Fair",
		"Read from the slides",
	)
	lines = {line["day"]: line for line in lines_of("Class Observations", **DAYS)}
	assert lines["2025-11-03"]["class_discipline"] == "Confidential"
	assert lines["2025-10-20"]["students"] == "2/10"
	assert len(lines) == 4
	assert [line["rating"] for line in lines_of("Class Observations", **DAYS, rating="Good")] == ["Good"]


def test_officer_and_reviewer_count_what_they_see(school, as_user):
	for user in (school.user, school.reviewer):
		with as_user(user):
			assert by("Officer")["Ann"][0] == 2
			assert total_of("Classes Heard", **DAYS)["classes"] == 2
			assert len(lines_of("Class Observations", **DAYS)) == 2
			assert "Hearing School" not in by("Unit")


@pytest.mark.parametrize("wrong", [{"heard_by": "Nobody"}, {"rating": "Superb"}, {"target": "no such"}])
def test_a_wrong_choice_is_told(site, wrong):
	for report in ("Classes Heard", "Class Observations"):
		answer = run_report(report, **wrong)
		assert answer["message"] and answer["result"] == []
