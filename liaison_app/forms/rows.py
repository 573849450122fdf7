"""What the site hands over to fill a form: plain rows, already bound to what the reader may see.

`more` holds the values of fields that the institution added to the record of such a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRow:
	"""An officer as the forms name one. `post` is the job title; `mobile` the short number."""

	name: str
	post: str = ""
	unit: str = ""
	political_status: str = ""
	mobile: str = ""
	office_phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
	"""A visit that stands on a form. `group` is the name of a field of the monthly sheet of leaders (`dormitory`).

	`account` is empty for a reader who may not see it. `order` tells visits of one day apart.
	"""

	day: date
	account: str
	group: str = ""
	names: tuple[str, ...] = ()
	order: str = ""
	more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
	"""What the monthly sheet of a department head says besides the head's own data."""

	year: int
	month: int
	work_function: str = ""
	business: str = ""
	personal_talent: str = ""
	teacher_carriers: tuple[str, ...] = ()
	student_carriers: tuple[str, ...] = ()
	narrative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentRow:
	"""A student in hardship. `category` is empty for a reader who may not see it."""

	name: str
	contact: str = ""
	category: str = ""
	dormitory: str = ""
	more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DormitoryRow:
	"""A dormitory of the class. `people` is None when nobody counted."""

	building: str
	room: str = ""
	head: str = ""
	people: int | None = None
	remark: str = ""
	more: Mapping[str, object] = field(default_factory=dict)

	@property
	def name(self) -> str:
		return f"{self.building}{self.room}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingRow:
	"""What one officer holds under the scheme of class, dormitories and students: one registration, one row of the grid.

	`dormitories` are all of the class; those of the students are found by the students' `dormitory`, a dormitory's name.
	"""

	officer: OfficerRow
	unit: str = ""
	school_class: str = ""
	class_teacher: str = ""
	class_teacher_mobile: str = ""
	counsellor: str = ""
	counsellor_mobile: str = ""
	students: tuple[StudentRow, ...] = ()
	dormitories: tuple[DormitoryRow, ...] = ()
	remark: str = ""
	more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationRow:
	"""One class that was heard."""

	observer: OfficerRow
	day: date | None = None
	lesson: str = ""
	course: str = ""
	teacher: str = ""
	school_class: str = ""
	place: str = ""
	expected: int | None = None
	present: int | None = None
	moral_education: str = ""
	attitude: str = ""
	method: str = ""
	discipline: str = ""
	atmosphere: str = ""
	effect: str = ""
	process: str = ""
	exchange: str = ""
	overall: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
	"""How many classes an officer had to hear in the semester, and heard.

	`attained` are those that count toward the attainment: heard, but no more than required of each subject.
	"""

	officer: OfficerRow
	required: int
	heard: int
	attained: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardRow:
	"""A course or a teacher, and how often heard in the semester; 0 = never."""

	name: str
	heard: int
	unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow:
	"""An item of the record, and how many records rated it so."""

	item: str
	excellent: int = 0
	good: int = 0
	fair: int = 0
	poor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRow:
	"""A problem found in class, and what became of it."""

	problem: str
	handler: str = ""
	handling: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
	"""All that the semester's report on the hearing of classes is made of."""

	institution: str = ""
	term: str = ""
	day: date | None = None
	duties: tuple[DutyRow, ...] = ()
	courses: tuple[HeardRow, ...] = ()
	teachers: tuple[HeardRow, ...] = ()
	ratings: tuple[RatingRow, ...] = ()
	problems: tuple[ProblemRow, ...] = ()
	conclusions: str = ""
