"""Word files for the tests of the forms: made, spoilt, and read back. And rows that fill every form."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from liaison_app.forms import Problem, values
from liaison_app.forms.document import read_problems
from liaison_app.forms.fields import CONTACT_RECORD, Field
from liaison_app.forms.rows import (
	DormitoryRow,
	DutyRow,
	HeardRow,
	HoldingRow,
	MonthRow,
	ObservationRow,
	OfficerRow,
	ProblemRow,
	RatingRow,
	ReportRow,
	StudentRow,
	VisitRow,
)

DOCUMENT = "word/document.xml"
RELATIONSHIPS = "word/_rels/document.xml.rels"


def word_file(*paragraphs: str, header: str = "") -> bytes:
	"""A document of these paragraphs."""
	document = Document()
	for text in paragraphs:
		document.add_paragraph(text)
	if header:
		document.sections[0].header.paragraphs[0].text = header
	made = io.BytesIO()
	document.save(made)
	return made.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
	with zipfile.ZipFile(io.BytesIO(content)) as archive:
		return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
	made = io.BytesIO()
	with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
		for name, part in parts.items():
			archive.writestr(name, part)
	return made.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
	"""The same file with one part more, or another one of that name."""
	return zipped({**parts_of(content), name: part})


def edited(content: bytes, name: str, old: str, new: str) -> bytes:
	"""The same file with a text replaced in one part."""
	part = parts_of(content)[name].decode()
	assert old in part
	return with_part(content, name, part.replace(old, new, 1).encode())


def with_relationship(content: bytes, kind: str, target: str, external: bool = False) -> bytes:
	base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	mode = ' TargetMode="External"' if external else ""
	added = f'<Relationship Id="rIdX" Type="{base}{kind}" Target="{target}"{mode}/></Relationships>'
	return edited(content, RELATIONSHIPS, "</Relationships>", added)


def problems_in(*paragraphs: str, fields: Sequence[Field] = CONTACT_RECORD.fields) -> list[Problem]:
	"""What the reading of tags finds, in this process."""
	return read_problems(word_file(*paragraphs), tuple(fields), 1_000_000)


def codes(problems: Sequence[Problem]) -> list[str]:
	return [problem.code for problem in problems]


def opened(content: bytes) -> WordDocument:
	return Document(io.BytesIO(content))


def rows_of(document: WordDocument, table: int = 0) -> list[list[str]]:
	"""The texts of a table's cells as they stand in the file, a merged cell's continuation empty."""
	found = []
	for row in document.tables[table]._tbl.tr_lst:
		found.append(["\n".join(_texts(cell)) for cell in row.tc_lst])
	return found


def _texts(cell) -> Iterator[str]:
	for paragraph in cell.iter(qn("w:p")):
		yield "".join("\n" if each.tag == qn("w:br") else each.text or "" for each in _pieces(paragraph))


def _pieces(paragraph) -> Iterator:
	return (each for each in paragraph.iter(qn("w:t"), qn("w:br")))


def all_text(content: bytes) -> str:
	"""Every text of body, headers and footers, line breaks kept."""
	document = opened(content)
	section = document.sections[0]
	elements = [document.element.body, *(part._element for part in (section.header, section.footer))]
	return "\n".join("\n".join(_texts(element)) for element in elements)


LONG = "深入支部了解发展党员工作，听取汇报，研究教室设备与晚自习纪律。"
OFFICER = OfficerRow(
	name="欧阳𠮷祥",
	post="书记/主任",
	unit="机械'工程\"学院",
	political_status="中共党员",
	mobile="661234",
	office_phone="0431-85512345",
)


def a_visit(month: int, day: int, account: str, **fields: object) -> VisitRow:
	return VisitRow(day=date(2018, month, day), account=account, **fields)


def a_holding(**fields: object) -> HoldingRow:
	"""A class with two students in hardship, in two of its three dormitories."""
	given = {
		"officer": OFFICER,
		"unit": "机械学院",
		"school_class": "数控1801",
		"class_teacher": "李明",
		"class_teacher_mobile": "6621",
		"counsellor": "王芳",
		"counsellor_mobile": "6622",
		"students": (
			StudentRow(name="赵刚", contact="13800000001", category="经济", dormitory="3号楼201"),
			StudentRow(name="钱红", contact="13800000002", category="学业", dormitory="3号楼202"),
		),
		"dormitories": tuple(
			DormitoryRow(
				building="3号楼", room=str(200 + number), head=f"室长{number}", people=6, remark="混合"
			)
			for number in (3, 1, 2)
		),
		"remark": "新生",
	}
	return HoldingRow(**{**given, **fields})


def a_report() -> ReportRow:
	return ReportRow(
		institution="示例学院",
		term="2018-2019学年第二学期",
		day=date(2019, 7, 5),
		duties=tuple(
			DutyRow(
				officer=OfficerRow(name=name, unit=unit, post="处长"), required=4, heard=heard, attained=heard
			)
			for name, unit, heard in (("张三", "教务处", 6), ("李四", "学工处", 1), ("白五", "教务处", 3))
		),
		courses=(HeardRow(name="高等数学", heard=2, unit="基础部"), HeardRow(name="形势与政策", heard=0)),
		teachers=(HeardRow(name="周老师", heard=1, unit="基础部"), HeardRow(name="吴老师", heard=0)),
		ratings=(RatingRow(item="教学方法", excellent=7, good=2), RatingRow(item="板书", poor=5)),
		problems=(ProblemRow(problem="投影仪故障", handler="信息中心", handling="已更换"),),
		conclusions=LONG,
	)


def full_forms() -> dict[str, dict]:
	"""Values for every form, everything filled."""
	visits = [a_visit(9, 1 + number, f"第{number}次：{LONG}") for number in range(12)]
	observed = (
		"moral_education",
		"attitude",
		"method",
		"discipline",
		"atmosphere",
		"effect",
		"process",
		"exchange",
	)
	observation = ObservationRow(
		observer=OFFICER,
		day=date(2019, 5, 21),
		lesson="第3-4节",
		course="思想道德修养",
		teacher="周老师",
		school_class="会计1801",
		place="A301",
		expected=45,
		present=44,
		overall="优",
		**{name: f"{name}：{LONG}" for name in observed},
	)
	month = MonthRow(
		year=2021,
		month=4,
		work_function="学生管理",
		business="党建",
		personal_talent="书法",
		teacher_carriers=("教研室", "科研团队"),
		student_carriers=("班级", "宿舍"),
		narrative=f"第一段\n{LONG * 30}",
	)
	groups = [field.name for field in (*values.CONTACTS, *values.ENTRIES)]
	monthly = [
		a_visit(9, 1 + number, f"{name}：{LONG}", group=name, names=(f"甲{name}",))
		for number, name in enumerate(groups)
	]
	return {
		"contact_record": values.contact_record(OFFICER, ["学生一支部", "教师二支部"], ["刘教授"], visits),
		"five_contacts_seven_entries": values.five_contacts_seven_entries(OFFICER, 2018, 9, monthly),
		"three_specialties": values.three_specialties(OFFICER, month),
		"registration": values.registration(a_holding()),
		"grid": values.grid(
			"示例学院", [a_holding(school_class=f"数控18{number:02d}") for number in range(23)]
		),
		"observation": values.observation(observation),
		"execution_report": values.execution_report(a_report()),
	}


def empty_forms() -> dict[str, dict]:
	"""Values for every form when nothing happened and nothing is known."""
	nobody = OfficerRow(name="")
	return {
		"contact_record": values.contact_record(nobody, [], [], []),
		"five_contacts_seven_entries": values.five_contacts_seven_entries(nobody, 2018, 9, []),
		"three_specialties": values.three_specialties(nobody, MonthRow(year=2021, month=4)),
		"registration": values.registration(HoldingRow(officer=nobody)),
		"grid": values.grid("", []),
		"observation": values.observation(ObservationRow(observer=nobody)),
		"execution_report": values.execution_report(ReportRow()),
	}
