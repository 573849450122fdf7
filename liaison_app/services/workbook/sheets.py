"""What the sheets of the workbook hold. Field names are those of the DocTypes; a row is known by its `key` columns."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from .faults import _

Kind = Literal[
	"text",
	"name",
	"long text",
	"code",
	"phone",
	"date",
	"yes or no",
	"whole number",
	"choice",
	"reference",
	"references",
]

YES_OR_NO = {"Yes": "是", "No": "否"}
END_REASONS = {
	"Rotation": "轮换",
	"Graduation": "毕业",
	"Departure": "离校",
	"Leave": "休假",
	"Officer Left": "联系人离任",
	"Replaced": "更换",
	"Other": "其他",
}
HARDSHIPS = {"Academic": "学业", "Financial": "经济", "Psychological": "心理"}
STATUSES = {"Draft": "草稿", "Approved": "已批准", "Ended": "已结束"}


def folded(text: str) -> str:
	"""The text as the database compares it: without regard to case, width, accents and surrounding spaces."""
	plain = unicodedata.normalize("NFKD", text).casefold()
	return re.sub(r"\s+", " ", "".join(sign for sign in plain if not unicodedata.combining(sign))).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
	"""A column: `field` of the DocType, headings, and what a cell may hold.

	`refers_to` names the kind of thing a reference means: the name of another sheet, or one of the site's words.
	A list (`references`) is kept in rows of `child_doctype` under its field `child_field`.
	"""

	field: str
	title: str
	title_zh: str
	kind: Kind = "text"
	needed: bool = False
	refers_to: str = ""
	choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
	child_doctype: str = ""
	child_field: str = ""
	help: str = ""
	default: str = ""

	@property
	def heading(self) -> str:
		"""The heading in the template, in both languages."""
		return f"{self.title} {self.title_zh}"

	@property
	def names(self) -> frozenset[str]:
		"""The headings by which the column is known, folded."""
		return frozenset(map(folded, (self.heading, self.title, self.title_zh, self.field)))


@dataclass(frozen=True, kw_only=True)
class Sheet:
	"""A sheet: rows of `doctype`, each known by its `key` columns.

	Rows of a sheet with a `parent_sheet` are kept in the table `parent_field` of the record that the column
	`parent_column` names. `optional` sheets may be missing; `span` are the columns of a first and a last day.
	"""

	name: str
	title_zh: str
	doctype: str
	key: tuple[str, ...]
	columns: tuple[Column, ...]
	series: bool = False
	parent_sheet: str = ""
	parent_column: str = ""
	parent_field: str = ""
	optional: bool = False
	span: tuple[str, str] | None = None
	help: str = ""

	@property
	def title(self) -> str:
		"""The sheet's name in the template, in both languages."""
		return f"{self.name} {self.title_zh}"

	@property
	def names(self) -> frozenset[str]:
		"""The names by which the sheet is known, folded."""
		return frozenset(map(folded, (self.title, self.name, self.title_zh)))

	@cached_property
	def by_field(self) -> dict[str, Column]:
		"""Field -> column."""
		return {column.field: column for column in self.columns}

	@cached_property
	def lists(self) -> tuple[Column, ...]:
		"""The columns whose cells are lists."""
		return tuple(column for column in self.columns if column.kind == "references")

	@property
	def own_fields(self) -> tuple[str, ...]:
		"""Fields that are columns of the DocType's own table."""
		return tuple(
			column.field
			for column in self.columns
			if column.kind != "references" and column.field != self.parent_column
		)


def _day(name: str, title: str, title_zh: str, needed: bool = False, explained: str = "") -> Column:
	return Column(field=name, title=title, title_zh=title_zh, kind="date", needed=needed, help=explained)


def _link(name: str, title: str, title_zh: str, to: str, needed: bool = False, explained: str = "") -> Column:
	return Column(
		field=name,
		title=title,
		title_zh=title_zh,
		kind="reference",
		refers_to=to,
		needed=needed,
		help=explained,
	)


FROM = _day("from_date", "From", "开始日期", explained=_("First day. Empty: open."))
TO = _day("to_date", "To", "结束日期", explained=_("Last day, included. Empty: open."))
OFFICER = _link(
	"officer",
	"Officer Code",
	"联系人编号",
	"Officers",
	True,
	_("The code of the officer on the sheet Officers."),
)
TARGET = _link(
	"target", "Target Code", "对象编号", "Targets", True, _("The code of the target on the sheet Targets.")
)

UNITS = Sheet(
	name="Units",
	title_zh="单位",
	doctype="Liaison Unit",
	key=("unit_name",),
	help=_("The tree of units: school, colleges and departments, branches."),
	columns=(
		Column(
			field="unit_name",
			title="Unit",
			title_zh="单位名称",
			kind="name",
			needed=True,
			help=_("Its name; no two units share one."),
		),
		_link(
			"parent_liaison_unit",
			"Part Of",
			"上级单位",
			"Units",
			explained=_("The unit above. Empty: the top."),
		),
		_link(
			"unit_type", "Unit Type", "单位类型", "unit type", explained=_("A unit type that the site has.")
		),
		_link(
			"reviewer",
			"Reviewer",
			"审核人",
			"user",
			explained=_("Login of the one who sees what this unit owes."),
		),
		_link(
			"clerk", "Clerk", "联络员", "user", explained=_("Login of the one who records for its officers.")
		),
	),
)
TERMS = Sheet(
	name="Terms",
	title_zh="学期",
	doctype="Liaison Term",
	key=("term_name",),
	span=("first_day", "last_day"),
	help=_("Academic terms. They may not overlap."),
	columns=(
		Column(field="term_name", title="Term", title_zh="学期名称", kind="name", needed=True),
		Column(
			field="academic_year",
			title="Academic Year",
			title_zh="学年",
			needed=True,
			help=_("The same text for the terms of one year, for example 2026/27."),
		),
		_day("first_day", "First Teaching Day", "开学日期", True),
		_day("last_day", "Last Teaching Day", "结束日期", True),
	),
)
OFFICERS = Sheet(
	name="Officers",
	title_zh="联系人",
	doctype="Liaison Officer",
	key=("officer_code",),
	series=True,
	help=_("The people who owe contact. Each needs at least one row on the sheet Posts."),
	columns=(
		Column(
			field="officer_code",
			title="Code",
			title_zh="编号",
			kind="code",
			needed=True,
			help=_("A number that stays, for example the employee number. Officers are recognised by it."),
		),
		Column(field="full_name", title="Full Name", title_zh="姓名", needed=True),
		_link("unit", "Unit", "所在单位", "Units", True),
		_link(
			"user",
			"Login",
			"登录账号",
			"user",
			explained=_("The user's e-mail address. Create the user first."),
		),
		Column(field="party_member", title="Party Member", title_zh="是否党员", kind="yes or no"),
		_link(
			"own_branch",
			"Own Branch",
			"所在党支部",
			"Units",
			explained=_("The branch to which the person belongs."),
		),
		Column(
			field="rank",
			title="Order",
			title_zh="排序",
			kind="whole number",
			help=_("Order of precedence: 1 comes first."),
		),
		Column(field="portfolio", title="Field of Work", title_zh="分管工作"),
		Column(
			field="units_in_charge",
			title="Units in Charge",
			title_zh="分管单位",
			kind="references",
			refers_to="Units",
			child_doctype="Liaison Unit Link",
			child_field="unit",
			help=_("Several are separated by a semicolon."),
		),
		Column(field="phone", title="Mobile Phone", title_zh="手机", kind="phone"),
		Column(field="mobile_short", title="Short Number", title_zh="短号", kind="code"),
		Column(field="office_phone", title="Office Phone", title_zh="办公电话", kind="phone"),
		Column(
			field="student_work_experience",
			title="Has Worked with Students",
			title_zh="有学生工作经历",
			kind="yes or no",
		),
	),
)
POSTS = Sheet(
	name="Posts",
	title_zh="任职",
	doctype="Officer Tenure",
	key=("officer", "post", "from_date"),
	parent_sheet="Officers",
	parent_column="officer",
	parent_field="tenures",
	span=("from_date", "to_date"),
	help=_("Which officer holds which post from when to when: one row for each post held."),
	columns=(
		OFFICER,
		_link("post", "Post", "职务类别", "post", True, _("A post that the rules speak of.")),
		Column(field="job_title", title="Job Title", title_zh="职务名称"),
		FROM,
		TO,
	),
)
LEAVES = Sheet(
	name="Leaves",
	title_zh="请假",
	doctype="Officer Leave",
	key=("officer", "from_date"),
	parent_sheet="Officers",
	parent_column="officer",
	parent_field="leaves",
	optional=True,
	span=("from_date", "to_date"),
	help=_("Days on which an officer is away. This sheet may be left out."),
	columns=(
		OFFICER,
		_day("from_date", "From", "开始日期", True),
		_day("to_date", "To", "结束日期", True),
		Column(field="reason", title="Reason", title_zh="原因"),
	),
)
TARGETS = Sheet(
	name="Targets",
	title_zh="联系对象",
	doctype="Contact Target",
	key=("code",),
	series=True,
	span=("active_from", "active_to"),
	help=_("Whom contact is kept with: branches, classes, dormitories, students, teachers, courses."),
	columns=(
		Column(
			field="code",
			title="Code",
			title_zh="编号",
			kind="code",
			needed=True,
			help=_("A number that stays, for example the student number. Targets are recognised by it."),
		),
		Column(field="title", title="Name", title_zh="名称", needed=True),
		_link("target_type", "Type", "类型", "target type", True),
		_link("unit", "Unit", "所属单位", "Units", True),
		_link(
			"parent_contact_target",
			"Inside Of",
			"上级对象",
			"Targets",
			explained=_("Code of the target that it is in: the class of a student."),
		),
		_day("active_from", "Active From", "起始日期", explained=_("First day. Empty: open.")),
		_day("active_to", "Active To", "终止日期", explained=_("Last day, included. Empty: open.")),
		Column(
			field="end_reason", title="End Reason", title_zh="终止原因", kind="choice", choices=END_REASONS
		),
		_link(
			"represents_unit",
			"Is the Unit",
			"对应单位",
			"Units",
			explained=_("For a branch or college: its unit."),
		),
		_link("user", "Login", "登录账号", "user", explained=_("For a person with a login.")),
		Column(
			field="offered_in",
			title="Offered In",
			title_zh="开课学期",
			kind="references",
			refers_to="Terms",
			child_doctype="Liaison Term Link",
			child_field="term",
			help=_("Terms in which a course is taught, separated by a semicolon. Empty: always."),
		),
		Column(
			field="hardship_category", title="Hardship", title_zh="困难类别", kind="choice", choices=HARDSHIPS
		),
	),
)
TAGS = Sheet(
	name="Tags",
	title_zh="对象标签",
	doctype="Target Tag",
	key=("target", "tag", "from_date"),
	parent_sheet="Targets",
	parent_column="target",
	parent_field="tags",
	optional=True,
	span=("from_date", "to_date"),
	help=_("Tags that a target carries. This sheet may be left out."),
	columns=(TARGET, _link("tag", "Tag", "标签", "tag", True), FROM, TO),
)
PEOPLE = Sheet(
	name="Contact People",
	title_zh="对象联络人",
	doctype="Target Contact Person",
	key=("target", "person_name"),
	parent_sheet="Targets",
	parent_column="target",
	parent_field="contact_people",
	optional=True,
	help=_("Whom to call about a target. This sheet may be left out."),
	columns=(
		TARGET,
		Column(field="person_name", title="Person", title_zh="姓名", needed=True),
		Column(field="role_title", title="Role", title_zh="身份"),
		Column(field="phone", title="Phone", title_zh="电话", kind="phone"),
	),
)
ASSIGNMENTS = Sheet(
	name="Assignments",
	title_zh="联系安排",
	doctype="Liaison Assignment",
	key=("officer", "target", "regulation", "from_date"),
	series=True,
	span=("from_date", "to_date"),
	help=_("Which officer holds which target from when to when."),
	columns=(
		OFFICER,
		TARGET,
		_link(
			"regulation",
			"Regulation",
			"制度",
			"regulation",
			explained=_("Empty: it serves every regulation."),
		),
		_link("assignment_rule", "Rule", "安排规则", "assignment rule"),
		_day("from_date", "From", "开始日期", True),
		TO,
		Column(
			field="status",
			title="Status",
			title_zh="状态",
			kind="choice",
			choices=STATUSES,
			default="Approved",
			help=_("Empty: approved."),
		),
		Column(
			field="end_reason", title="End Reason", title_zh="结束原因", kind="choice", choices=END_REASONS
		),
		Column(field="is_exception", title="Exception", title_zh="特批", kind="yes or no"),
		Column(
			field="exception_reason", title="Reason of the Exception", title_zh="特批理由", kind="long text"
		),
	),
)

# In the order in which they are written: what others refer to comes first.
SHEETS = (UNITS, TERMS, OFFICERS, POSTS, LEAVES, TARGETS, TAGS, PEOPLE, ASSIGNMENTS)
BY_NAME = {sheet.name: sheet for sheet in SHEETS}
# Sheets of the template that hold nothing to load.
NOTES = "Notes 说明"
LISTS = "Lists 选项"
