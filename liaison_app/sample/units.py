"""The sample college's tree of units and the logins of its demo."""

from __future__ import annotations

from typing import Any

from . import words

SCHOOL = "清澜湖职业技术学院"
PUBLIC_TEACHING = "公共教学部"
MARXISM = "马克思主义学院"
COLLEGES = (
	"机电工程学院",
	"信息工程学院",
	"建筑工程学院",
	"经济管理学院",
	"艺术设计学院",
	"交通运输学院",
	"护理学院",
)
THREE_CONTACTS_COLLEGE = "经济管理学院"
TEACHING_UNITS = (*COLLEGES, MARXISM, PUBLIC_TEACHING)
OFFICE = "党政办公室"
ORGANISATION = "组织部"
PUBLICITY = "宣传部"
STUDENT_AFFAIRS = "学生工作部"
YOUTH_LEAGUE = "团委"
SECURITY = "安全保卫处"
ASSETS = "资产管理处"
LOGISTICS = "后勤管理处"
INFORMATION = "信息中心"
TEACHING_AFFAIRS = "教务处"
RESEARCH = "科研处"
PERSONNEL = "人事处"
QUALITY = "质量监控中心"
LIBRARY = "图书馆"
UNION = "工会"
DEPARTMENTS = (
	OFFICE,
	ORGANISATION,
	PUBLICITY,
	STUDENT_AFFAIRS,
	YOUTH_LEAGUE,
	SECURITY,
	ASSETS,
	LOGISTICS,
	INFORMATION,
	TEACHING_AFFAIRS,
	RESEARCH,
	PERSONNEL,
	QUALITY,
	LIBRARY,
	UNION,
)
OFFICE_BRANCHES = ("机关第一党支部", "机关第二党支部")

CLERK = "clerk01@example.edu"
REVIEWER = "reviewer01@example.edu"
MANAGER = "manager01@example.edu"


def staff_branch(unit: str) -> str:
	"""The branch of a teaching unit's staff."""
	return f"{unit}教工党支部"


def student_branches(college: str) -> tuple[str, str]:
	"""The two branches of a college's students."""
	return f"{college}学生第一党支部", f"{college}学生第二党支部"


def branches_of(unit: str) -> tuple[str, ...]:
	"""All branches below a teaching unit, the staff's first."""
	return (staff_branch(unit), *(student_branches(unit) if unit in COLLEGES else ()))


TYPES_OF = {
	OFFICE: words.OFFICE,
	ORGANISATION: words.ORGANISATION_DEPARTMENT,
	QUALITY: words.QUALITY_CENTRE,
	STUDENT_AFFAIRS: words.STUDENT_AFFAIRS_DEPARTMENT,
}


def units(reviewers: dict[str, str]) -> list[dict[str, Any]]:
	"""The `units` of the roster; `reviewers` maps teaching units to the login of their reviewer."""
	entries = [_unit(SCHOOL, "", words.SCHOOL, REVIEWER)]
	entries += [_unit(name, SCHOOL, TYPES_OF.get(name, words.DEPARTMENT), REVIEWER) for name in DEPARTMENTS]
	entries += [_unit(name, SCHOOL, words.BRANCH, REVIEWER) for name in OFFICE_BRANCHES]
	for name in TEACHING_UNITS:
		entries.append(_unit(name, SCHOOL, words.COLLEGE, reviewers[name]))
		entries += [_unit(branch, name, words.BRANCH, reviewers[name]) for branch in branches_of(name)]
	return entries


def _unit(name: str, parent: str, unit_type: str, reviewer: str) -> dict[str, Any]:
	return {"name": name, "parent": parent, "unit_type": unit_type, "reviewer": reviewer, "clerk": CLERK}


def other_logins() -> list[dict[str, Any]]:
	"""The logins of the demo that belong to no officer: one clerk, one approver, one administrator."""
	return [
		{"user": CLERK, "full_name": "联络员 示例", "roles": ["Liaison Clerk"]},
		{"user": REVIEWER, "full_name": "审核人 示例", "roles": ["Liaison Reviewer"]},
		{"user": MANAGER, "full_name": "管理员 示例", "roles": ["Liaison Manager"]},
	]
