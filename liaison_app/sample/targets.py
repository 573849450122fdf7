"""The four hundred branches, offices, classes, dormitories, people and courses that the sample college keeps contact with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from . import units, words
from .dates import CollegeYear
from .people import person

MAJORS = {
	"机电工程学院": ("机电", "数控"),
	"信息工程学院": ("软件", "网络"),
	"建筑工程学院": ("建筑", "造价"),
	"经济管理学院": ("会计", "电商"),
	"艺术设计学院": ("视觉", "环艺"),
	"交通运输学院": ("汽修", "轨道"),
	"护理学院": ("护理", "助产"),
}
COURSES = (
	("毛泽东思想和中国特色社会主义理论体系概论", 0),
	("思想道德与法治", 0),
	("形势与政策", 0),
	("中共党史", 0),
	("习近平新时代中国特色社会主义思想概论", 1),
)
CLUBS = ("青年志愿者协会", "书画社", "合唱团", "篮球社", "创业社", "机器人社", "摄影社", "心理互助社")
CANTEENS = ("第一食堂", "第二食堂", "清真食堂")
BUILDINGS = ("一号教学楼", "二号教学楼", "三号教学楼", "实训楼")
DEPARTMENT_KINDS = {
	units.YOUTH_LEAGUE: words.MASS_ORGANISATION_TARGET,
	units.UNION: words.MASS_ORGANISATION_TARGET,
	units.LOGISTICS: words.LOGISTICS_TARGET,
}
HARDSHIPS = ("Academic", "Financial", "Psychological")
FIRST_PERSON_OUTSIDE = 200  # numbers below belong to officers


class Targets:
	"""Targets as roster entries, added one by one; look-ups serve the assignments."""

	def __init__(self, year: CollegeYear) -> None:
		self.year = year
		self.entries: list[dict[str, Any]] = []
		self._people = FIRST_PERSON_OUTSIDE

	def add(self, target_type: str, unit: str, title: str, **fields: Any) -> str:
		"""One more target; answers its name."""
		name = f"T{len(self.entries) + 1:03}"
		entry = {"name": name, "target_type": target_type, "unit": unit, "title": title, **fields}
		self.entries.append(entry)
		return name

	def add_person(self, target_type: str, unit: str, tags: Iterable[str] = (), **fields: Any) -> str:
		"""One more person, under a name of their own."""
		self._people += 1
		tagged = [{"tag": tag, "from_date": self.year.first_day.isoformat()} for tag in tags]
		return self.add(target_type, unit, person(self._people), tags=tagged, **fields)

	def of(self, target_type: str, unit: str = "", tag: str = "", inside: str = "") -> list[str]:
		"""Names of the targets of a type, in order of adding; of one unit, with a tag or in a parent if so asked."""
		return [
			entry["name"]
			for entry in self.entries
			if entry["target_type"] == target_type
			and unit in ("", entry["unit"])
			and inside in ("", entry.get("parent", ""))
			and (not tag or tag in [row["tag"] for row in entry.get("tags", ())])
		]

	def standing_for(self, target_type: str, unit: str) -> str:
		"""The target of that type that represents the unit."""
		return next(
			str(entry["name"])
			for entry in self.entries
			if entry["target_type"] == target_type and entry.get("represents_unit") == unit
		)


def targets(year: CollegeYear, officers: list[dict[str, Any]]) -> Targets:
	"""All targets of the sample, in an order that never changes."""
	found = Targets(year)
	_add_organisations(found)
	_add_teaching_offices(found)
	_add_teachers(found, officers)
	_add_classes(found)
	_add_courses_and_places(found)
	return found


def _add_organisations(found: Targets) -> None:
	for unit in units.TEACHING_UNITS:
		found.add(words.GENERAL_BRANCH_TARGET, unit, f"{unit}党总支", represents_unit=unit)
		found.add(words.TEAM_TARGET, unit, f"{unit}领导班子", represents_unit=unit)
		college = found.add(words.COLLEGE_TARGET, unit, unit, represents_unit=unit)
		for number, branch in enumerate(units.branches_of(unit)):
			kind = words.STUDENT_BRANCH_TARGET if number else words.TEACHER_BRANCH_TARGET
			secretary = person(100 + len(found.entries))
			people = [{"role_title": "支部书记", "person_name": secretary, "phone": f"8700{number:04}"}]
			found.add(kind, unit, branch, parent=college, represents_unit=branch, contact_people=people)
	for branch in units.OFFICE_BRANCHES:
		found.add(words.TEACHER_BRANCH_TARGET, units.SCHOOL, branch, represents_unit=branch)
	for unit in units.DEPARTMENTS:
		found.add(DEPARTMENT_KINDS.get(unit, words.DEPARTMENT_TARGET), unit, unit, represents_unit=unit)


def _add_teaching_offices(found: Targets) -> None:
	for unit in units.TEACHING_UNITS:
		for major in MAJORS.get(unit, ("理论", "实践")):
			found.add(words.TEACHING_OFFICE_TARGET, unit, f"{major}教研室")
	for unit in units.COLLEGES:
		found.add(words.LABORATORY_TARGET, unit, f"{MAJORS[unit][0]}实训室")
		found.add(words.RESEARCH_GROUP_TARGET, unit, f"{MAJORS[unit][1]}课题组")


def _add_teachers(found: Targets, officers: list[dict[str, Any]]) -> None:
	for number, unit in enumerate(units.TEACHING_UNITS):
		for place in range(3):
			found.add_person(words.YOUNG_TEACHER_TARGET, unit, (words.APPLICANT,) if place < 2 else ())
		found.add_person(words.TEACHER_TARGET, unit, (words.EXPERT_TAGS[number % 4],))
		found.add_person(words.STAFF_TARGET, unit)
	for _place in range(12):
		found.add_person(words.IDEOLOGY_TEACHER_TARGET, units.MARXISM)
	for officer in officers:
		if officer["unit"] == units.MARXISM:
			found.add(
				words.IDEOLOGY_TEACHER_TARGET, units.MARXISM, officer["full_name"], user=officer["user"]
			)
	for _place in range(10):
		found.add_person(words.TEACHER_TARGET, units.PUBLIC_TEACHING)
	for unit in units.COLLEGES[:4]:
		found.add_person(words.TEACHER_TARGET, unit, (words.TALENT,))
	for unit in units.COLLEGES[2:]:
		found.add_person(words.STAFF_TARGET, unit, (words.UNITED_FRONT,))
	for _place in range(3):
		found.add_person(words.RETIRED_TARGET, units.SCHOOL)


def _add_classes(found: Targets) -> None:
	"""Six classes a college: three grades of two majors. The oldest graduate in the coming summer."""
	start = found.year.first_day.year
	for unit in units.COLLEGES:
		for grade in (start, start - 1, start - 2):
			for major in MAJORS[unit]:
				_add_class(
					found, unit, f"{major}{grade % 100:02}01班", date(grade, 9, 1), date(grade + 3, 6, 30)
				)


def _add_class(found: Targets, unit: str, title: str, begin: date, end: date) -> None:
	life = {"active_from": begin.isoformat(), "active_to": end.isoformat(), "end_reason": "Graduation"}
	number = len(found.entries)
	people = [
		{
			"role_title": role,
			"person_name": person(1000 + 3 * number + place),
			"phone": f"139000{number:03}{place:02}",
		}
		for place, role in enumerate(("班主任", "辅导员"))
	]
	parent = found.add(words.CLASS_TARGET, unit, title, contact_people=people, **life)
	for room in range(2):
		found.add(
			words.DORMITORY_TARGET, unit, f"{title} {number % 9 + 1}栋{201 + room}室", parent=parent, **life
		)
	for place in range(2):
		category = HARDSHIPS[(number + place) % 3]
		gone = {**life, "active_to": _leaving_day(found.year), "end_reason": "Departure"}
		leaves_early = title.startswith("会计") and place == 1 and found.year.first_day.year == begin.year + 1
		found.add_person(
			words.STUDENT_TARGET,
			unit,
			parent=parent,
			hardship_category=category,
			**(gone if leaves_early else life),
		)


def _leaving_day(year: CollegeYear) -> str:
	"""The day in the tenth week on which one student of the sample gives up studying."""
	return (year.first_day + timedelta(weeks=9, days=3)).isoformat()


def _add_courses_and_places(found: Targets) -> None:
	terms = (f"{found.year.name}第一学期", f"{found.year.name}第二学期")
	for title, term in COURSES:
		tags = [{"tag": tag} for tag in words.COURSE_TAGS]
		found.add(words.COURSE_TARGET, units.MARXISM, title, tags=tags, offered_in=[terms[term]])
	for title in CLUBS:
		found.add(words.CLUB_TARGET, units.YOUTH_LEAGUE, title)
	for title in CANTEENS:
		found.add(words.CANTEEN_TARGET, units.LOGISTICS, title)
	for title in BUILDINGS:
		found.add(words.CLASSROOM_TARGET, units.TEACHING_AFFAIRS, title)
