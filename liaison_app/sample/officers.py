"""The sixty people of the sample college who owe contact, with their posts, branches and absences."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from . import units, words
from .people import person

LEADERS = (
	# posts, job title, Party member, units in charge
	((words.PARTY_SECRETARY,), "党委书记", True, (units.ORGANISATION, units.PUBLICITY)),
	((words.PRESIDENT,), "院长", True, (units.OFFICE, units.PERSONNEL)),
	((words.LEADER_OF_IDEOLOGY,), "党委副书记", True, (units.STUDENT_AFFAIRS, units.MARXISM)),
	((words.LEADER_OF_TEACHING,), "教学副院长", True, (units.TEACHING_AFFAIRS, units.QUALITY)),
	((words.LEADER_OF_RESEARCH,), "科研副院长", True, (units.RESEARCH, units.INFORMATION)),
	((words.SCHOOL_LEADER,), "学生工作副院长", True, (units.YOUTH_LEAGUE, units.SECURITY)),
	((words.SCHOOL_LEADER,), "纪委书记", True, (units.UNION,)),
	((words.SCHOOL_LEADER,), "后勤副院长", False, (units.LOGISTICS, units.ASSETS)),
)
HEADS_OF = {
	units.OFFICE: "Office Head",
	units.ORGANISATION: "Organisation Head",
	units.PUBLICITY: "Publicity Head",
	units.STUDENT_AFFAIRS: "Student Affairs Head",
	units.YOUTH_LEAGUE: "Youth League Head",
	units.SECURITY: "Security Head",
	units.ASSETS: "Assets Head",
	units.LOGISTICS: "Logistics Head",
	units.INFORMATION: "Information Centre Head",
	units.TEACHING_AFFAIRS: "Teaching Affairs Head",
	units.RESEARCH: "Research Head",
	units.PERSONNEL: "Personnel Head",
	units.QUALITY: "Quality Centre Head",
}
DEPUTY_SECRETARIES_OF = units.COLLEGES[:3] + units.COLLEGES[6:]
STAFF_OF = ((units.THREE_CONTACTS_COLLEGE, 8), (units.PUBLIC_TEACHING, 6))
NOT_IN_THE_PARTY = ("建筑工程学院", "艺术设计学院")  # colleges whose dean is no Party member


@dataclass(slots=True)
class Staffing:
	"""Officers as roster entries, added one by one so that numbers, ranks and names follow the order of adding."""

	school_year_starts: date
	entries: list[dict[str, Any]] = field(default_factory=list)

	def add(
		self,
		unit: str,
		posts: tuple[str, ...],
		job_title: str,
		*,
		party_member: bool = True,
		own_branch: str = units.OFFICE_BRANCHES[0],
		units_in_charge: tuple[str, ...] = (),
		since: date | None = None,
	) -> None:
		"""One more officer, in post since two years before the school year unless told otherwise."""
		number = len(self.entries) + 1
		begin = since or self.school_year_starts - timedelta(weeks=104)
		tenures = [{"post": post, "job_title": job_title, "from_date": begin.isoformat()} for post in posts]
		self.entries.append(
			{
				"name": f"O{number:02}",
				"full_name": person(number),
				"unit": unit,
				"user": f"officer{number:02}@example.edu",
				"tenures": tenures,
				"leaves": [],
				"party_member": party_member,
				"own_branch": own_branch if party_member else "",
				"units_in_charge": list(units_in_charge),
				"rank": number,
				"office_phone": f"8600{number:04}",
				"mobile_short": f"6{number:04}",
				"student_work_experience": number % 3 == 0,
			}
		)


def officers(school_year_starts: date, today: date) -> list[dict[str, Any]]:
	"""The `officers` of the roster. Leaves lie around the first term and `today`."""
	staffing = Staffing(school_year_starts)
	_add_leaders(staffing)
	_add_department_heads(staffing)
	_add_college_heads(staffing)
	_add_staff(staffing)
	_give_leaves(staffing.entries, school_year_starts, today)
	return staffing.entries


def _add_leaders(staffing: Staffing) -> None:
	for posts, job_title, party_member, in_charge in LEADERS:
		staffing.add(units.SCHOOL, posts, job_title, party_member=party_member, units_in_charge=in_charge)


def _add_department_heads(staffing: Staffing) -> None:
	for number, unit in enumerate(units.DEPARTMENTS):
		post = HEADS_OF.get(unit, words.DEPARTMENT_HEAD)
		staffing.add(unit, (post,), f"{unit}负责人", own_branch=units.OFFICE_BRANCHES[number % 2])


def _add_college_heads(staffing: Staffing) -> None:
	for unit in units.TEACHING_UNITS:
		team = (words.MARXISM_HEAD,) if unit == units.MARXISM else ()
		branch = units.staff_branch(unit)
		secretary = (words.COLLEGE_PARTY_HEAD, words.GENERAL_BRANCH_SECRETARY, *team)
		staffing.add(unit, secretary, "党总支书记", own_branch=branch)
		in_party = unit not in NOT_IN_THE_PARTY
		head = (words.COLLEGE_HEAD, words.COLLEGE_TEAM, *team)
		staffing.add(unit, head, "院长", own_branch=branch, party_member=in_party)
	newcomer = staffing.school_year_starts + timedelta(weeks=4)
	branch = units.staff_branch(units.MARXISM)
	staffing.add(units.MARXISM, (words.MARXISM_TEAM,), "副院长", own_branch=branch, since=newcomer)


def _add_staff(staffing: Staffing) -> None:
	for unit in DEPUTY_SECRETARIES_OF:
		branch = units.student_branches(unit)[0]
		staffing.add(unit, (words.GENERAL_BRANCH_DEPUTY,), "党总支副书记", own_branch=branch)
	for unit, count in STAFF_OF:
		for place in range(count):
			title = "教师" if place else "教工党支部书记"
			staffing.add(unit, (words.PARTY_MEMBER,), title, own_branch=units.staff_branch(unit))


def long_leave_from(first_day: date, today: date) -> date | None:
	"""The day on which the last Party member of the three-contacts college leaves for more than sixty days.

	None while the school year is younger than that.
	"""
	day = today - timedelta(days=10)
	return day if day > first_day else None


def _give_leaves(entries: list[dict[str, Any]], first_day: date, today: date) -> None:
	"""Short and long absences: past ones, one that goes on today, and one of more than sixty days."""
	spans = [
		(4, first_day + timedelta(days=35), 5, "学习培训"),
		(6, first_day + timedelta(days=10), 2, "出差"),
		(14, today - timedelta(days=3), 10, "病假"),
		(27, first_day + timedelta(days=28), 33, "国内访学"),
		(len(entries) - 2, first_day + timedelta(days=49), 4, "参加比赛"),
	]
	college = [place for place, entry in enumerate(entries) if entry["unit"] == units.THREE_CONTACTS_COLLEGE]
	away = long_leave_from(first_day, today)
	if away:
		spans.append((college[-1], away, 75, "产假"))
	for place, begin, length, reason in spans:
		end = begin + timedelta(days=length)
		leave = {"from_date": begin.isoformat(), "to_date": end.isoformat(), "reason": reason}
		entries[place]["leaves"].append(leave)
