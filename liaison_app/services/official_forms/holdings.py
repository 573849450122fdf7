"""What officers hold under the scheme of class, dormitories and students: the registration and the rows of the grid."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _

from liaison_app.forms.rows import DormitoryRow, HoldingRow, OfficerRow, StudentRow
from liaison_app.permissions import rows_seen

from ..tables import by_parent, children, select_in, table_of
from .people import OFFICER, Held, held, officer_rows
from .templates import added_fields, added_values
from .vocabulary import CLASS, DORMITORY, HARDSHIP, Kinds

TARGET = "Contact Target"
ROOM = re.compile(r"^(.*(?:栋|幢|楼|公寓|苑))(.+)$")
CLASS_TEACHER = ("班主任", "Class Teacher")
COUNSELLOR = ("辅导员", "Counsellor")
HEAD = ("寝室长", "室长", "Head of Dormitory")
Contacts = dict[str, list[tuple[Any, ...]]]


def holdings(
	user: str, day: date, officers: Collection[str] | None = None, *, with_category: bool = False
) -> list[HoldingRow]:
	"""One row for each officer (None: all) and class that the user may see; an officer without a class has one of the rest.

	`with_category` reads the category of hardship, of those students whose category the user may read.
	"""
	kinds = Kinds()
	by_officer: dict[str, list[Held]] = defaultdict(list)
	for each in held(user, day, day, officers):
		if {CLASS, DORMITORY, HARDSHIP} & kinds.of(each.target_type):
			by_officer[each.officer].append(each)
	readers = _Reader(user, day, kinds, list(by_officer.values()), with_category)
	people = officer_rows(by_officer, day)
	return [row for name, own in by_officer.items() for row in readers.rows(name, people[name], own)]


class _Reader:
	"""What all rows have in common, asked for once."""

	def __init__(
		self, user: str, day: date, kinds: Kinds, all_held: Sequence[list[Held]], with_category: bool
	) -> None:
		self.kinds, self.with_category = kinds, with_category
		every = [each for own in all_held for each in own]
		classes = {each.target for each in every if self.is_a(each, CLASS)}
		self.rooms = _dormitories_of(classes, kinds, day, user)
		targets = {each.target for each in every} | {row[0] for some in self.rooms.values() for row in some}
		fields = ("role_title", "person_name", "phone")
		self.contacts: Contacts = by_parent(children("Target Contact Person", TARGET, fields, targets))
		self.more = _added(TARGET, targets)
		self.more_of_officers = _added(OFFICER, {each.officer for each in every})

	def is_a(self, each: Held, kind: str) -> bool:
		return kind in self.kinds.of(each.target_type)

	def rows(self, officer: str, person: OfficerRow, own: list[Held]) -> list[HoldingRow]:
		"""The officer's classes, each with the dormitories and students that lie in it; what lies in none stands with the first."""
		classes = [each for each in own if self.is_a(each, CLASS)]
		named = {each.target for each in classes}
		found = []
		for place, school_class in enumerate(classes or [None]):
			here = school_class.target if school_class else ""
			inside = [each for each in own if each.parent == here or (not place and each.parent not in named)]
			found.append(
				self.row(officer, person, school_class, [e for e in inside if e.target not in named])
			)
		return found

	def row(
		self, officer: str, person: OfficerRow, school_class: Held | None, inside: list[Held]
	) -> HoldingRow:
		name = school_class.target if school_class else ""
		title = school_class.title if school_class else ""
		rooms = {each.target: each.title for each in inside if self.is_a(each, DORMITORY)}
		all_rooms = {**rooms, **dict(self.rooms.get(name, ()))}
		students = tuple(self.student(each, all_rooms, title) for each in inside if self.is_a(each, HARDSHIP))
		teacher, counsellor = self.person(name, CLASS_TEACHER), self.person(name, COUNSELLOR)
		return HoldingRow(
			officer=person,
			unit=school_class.unit if school_class else person.unit,
			school_class=title,
			class_teacher=teacher[0],
			class_teacher_mobile=teacher[1],
			counsellor=counsellor[0],
			counsellor_mobile=counsellor[1],
			students=students,
			dormitories=tuple(self.room(each, all_rooms[each], title) for each in all_rooms),
			more=self.more_of_officers.get(officer, {}),
		)

	def person(self, target: str, roles: Sequence[str]) -> tuple[str, str]:
		"""Name and telephone of the contact person of one of the roles."""
		for role, name, phone in self.contacts.get(target, ()):
			if role in roles:
				return name or "", phone or ""
		return "", ""

	def room(self, target: str, title: str, school_class: str) -> DormitoryRow:
		plain = title.removeprefix(school_class).strip()
		parted = ROOM.match(plain)
		building, number = parted.groups() if parted else (plain, "")
		more = self.more.get(target, {})
		return DormitoryRow(building=building, room=number, head=self.person(target, HEAD)[0], more=more)

	def student(self, each: Held, rooms: dict[str, str], school_class: str) -> StudentRow:
		phones = [phone for _role, _name, phone in self.contacts.get(each.target, ()) if phone]
		lives = rooms.get(each.parent)
		return StudentRow(
			name=each.title,
			contact=phones[0] if phones else "",
			category=_category(each.target) if self.with_category else "",
			dormitory=self.room(each.parent, lives, school_class).name if lives else "",
			more=self.more.get(each.target, {}),
		)


def _dormitories_of(
	classes: Collection[str], kinds: Kinds, day: date, user: str
) -> dict[str, list[tuple[Any, ...]]]:
	"""(name, title) of the dormitories that lie in the classes on the day, by class."""
	target = table_of(TARGET)
	seen = rows_seen(TARGET, user)
	types = kinds.below(DORMITORY)
	if not types:
		return {}
	rows = select_in(
		TARGET,
		("parent_contact_target", "name", "title"),
		"parent_contact_target",
		classes,
		target.target_type.isin(types),
		target.active_from.isnull() | (target.active_from <= day),
		target.active_to.isnull() | (target.active_to >= day),
		*([] if seen is None else [seen]),
	)
	return by_parent(rows)


def _added(doctype: str, names: Collection[str]) -> dict[str, dict[str, Any]]:
	"""The fields that the institution added to the records, by name."""
	columns = ("name", *(field.name for field in added_fields(doctype)))
	if len(columns) == 1:
		return {}
	rows = select_in(doctype, columns, "name", names)
	return {row[0]: added_values(doctype, dict(zip(columns, row, strict=True))) for row in rows}


def _category(student: str) -> str:
	"""The category of hardship in Chinese, where the user may read it: the student's record itself says who may."""
	document = frappe.get_doc(TARGET, student)
	if 1 not in document.get_permlevel_access("read"):
		return ""
	return _(document.hardship_category, lang="zh") if document.hardship_category else ""
