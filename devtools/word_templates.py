"""Draws the Word templates of the official forms, and writes them to `liaison_app/forms/templates`.

	.venv/bin/python -m devtools.word_templates

An institution replaces a template in the desk; these are what it starts from. The layout follows the annexes of the regulations
cell by cell, the two forms on the hearing of classes the fields that the regulation names.
"""

from __future__ import annotations

from collections.abc import Callable

from docx.document import Document as WordDocument

from devtools.word_layout import (
	Cell,
	Row,
	Table,
	add_gap,
	add_heading,
	add_line,
	add_page_number,
	add_table,
	content_of,
	new_document,
	tag_row,
)
from devtools.word_report import execution_report
from liaison_app.forms import FORMS, TEMPLATES

CONTACT_LABELS = {
	"general_branch": "党总支",
	"leadership_team": "院系班子",
	"branch": "党支部",
	"teaching_office": "教研室",
	"young_teacher": "青年教师",
}
ENTRY_LABELS = {
	"classroom": "进课堂",
	"school_class": "进班级",
	"dormitory": "进宿舍",
	"canteen": "进食堂",
	"club": "进社团",
	"lecture": "进讲座",
	"network": "进网络",
}
GRID_COLUMNS = (
	("序号", "number", 12),
	("干部教师", "officer", 20),
	("学院", "unit", 30),
	("联系班级", "school_class", 28),
	("班主任", "class_teacher", 20),
	("联系班级辅导员", "counsellor", 22),
	("联系困难生寝室", "student_dormitories", 30),
	("联系困难生", "students", 28),
	("联系方式", "contact", 32),
	("班级其他寝室", "other_dormitories", 35),
	("备注", "remark", 20),
)
FILLED_IN = "填表时间: {{ year }} 年 {{ month }} 月"


def labelled(*pairs: str) -> list[Cell]:
	"""Label and field in turn, each in a cell of its own."""
	return [Cell(text) for text in pairs]


def contact_record() -> WordDocument:
	"""Rows 1 and 4 return on each page: row 1 in the header of further pages, row 4 as the heading of its table."""
	document = new_document()
	widths = (38, 34, 30, 20, 38)
	officer = Row([Cell("党员领导干部姓名"), Cell("{{ officer }}", 2), Cell("职务"), Cell("{{ post }}")], 12)
	section = document.sections[0]
	section.different_first_page_header_footer = True
	section.header.paragraphs[0]._p.getparent().remove(section.header.paragraphs[0]._p)
	add_table(section.header, Table(widths, [officer]))
	add_gap(section.header)
	for footer in (section.footer, section.first_page_footer):
		add_page_number(footer)
	add_heading(document, FORMS["contact_record"].title, size=16)
	add_table(document, Table(widths, [officer, *_contacts_held()]))
	add_gap(document)
	add_table(document, Table(widths, _record_of_visits()))
	add_gap(document)
	return document


def _contacts_held() -> list[Row]:
	return [
		Row([Cell("联系对象", merge="restart"), Cell("党支部"), Cell("{{ branches }}", 3, align="left")], 12),
		Row([Cell(merge="continue"), Cell("个人"), Cell("{{ persons }}", 3, align="left")], 14),
	]


def _record_of_visits() -> list[Row]:
	# A heading that is repeated may not be merged with rows that are not: the line between them is left out instead.
	heading = Row(
		[Cell("联系工作开展情况", open_sides=("bottom",)), Cell("时间"), Cell("具体联系情况", 3)],
		12,
		header=True,
	)
	visit = [Cell("{{ visit.day }}"), Cell("{{ visit.account }}", 3, align="left")]
	return [
		heading,
		tag_row("{%tr for visit in visits %}", 5),
		tag_row("{%tr if loop.first %}", 5),
		Row([Cell(merge="restart", open_sides=("top",)), *visit], 18),
		tag_row("{%tr else %}", 5, label_merged=True),
		Row([Cell(merge="continue", open_sides=("top",)), *visit], 18),
		tag_row("{%tr endif %}", 5, label_merged=True),
		tag_row("{%tr endfor %}", 5, label_merged=True),
	]


def five_contacts_seven_entries() -> WordDocument:
	document = new_document(margins=(20, 25, 15, 25))
	add_heading(document, FORMS["five_contacts_seven_entries"].title)
	add_line(document, FILLED_IN, align="right")
	rows = [
		Row(labelled("姓名", "{{ officer }}", "职务", "{{ post }}")),
		*_monthly_rows("五个联系", "群体名称", CONTACT_LABELS),
		*_monthly_rows("七个走进", "载体名称", ENTRY_LABELS),
	]
	add_table(document, Table((14, 36, 34, 76), rows, size=11))
	add_gap(document)
	return document


def _monthly_rows(title: str, heading: str, labels: dict[str, str]) -> list[Row]:
	first = Cell(title, merge="restart", upright=True)
	rows = [Row([first, Cell(heading), Cell("时间"), Cell("工作简况")])]
	for name, label in labels.items():
		paragraphs = [label, f"{{%p if {name}.names %}}", f"{{{{ {name}.names }}}}", "{%p endif %}"]
		cells = [Cell(merge="continue", upright=True), Cell(paragraphs), Cell(f"{{{{ {name}.dates }}}}")]
		rows.append(Row([*cells, Cell(f"{{{{ {name}.accounts }}}}", align="left")], 14.5))
	return rows


def three_specialties() -> WordDocument:
	document = new_document(margins=(20, 25, 15, 25))
	add_heading(document, FORMS["three_specialties"].title)
	add_line(document, FILLED_IN, align="right")
	specialty = Cell(["特长", "(三项可选一项及以上填写)"], merge="restart")
	carrier = Cell(["自主选择", "联系载体"], merge="restart")
	note = "(针对本月下基层联系师生中发现的问题、协调帮助解决困难情况等进行简要描述)"
	rows = [
		Row(labelled("姓名", "{{ officer }}", "部门", "{{ unit }}", "职务", "{{ post }}")),
		_chosen(specialty, "工作职能", "work_function"),
		_chosen(Cell(merge="continue"), "业务主体", "business"),
		_chosen(Cell(merge="continue"), "个人专长", "personal_talent"),
		_chosen(carrier, "教师", "teacher_carriers"),
		_chosen(Cell(merge="continue"), "学生", "student_carriers"),
		Row([Cell(["工作内容", note]), Cell("{{ narrative }}", 5, align="left", at="top")], 110),
	]
	add_table(document, Table((30, 26, 18, 34, 18, 34), rows))
	add_gap(document)
	return document


def _chosen(first: Cell, label: str, name: str) -> Row:
	return Row([first, Cell(label), Cell(f"{{{{ {name} }}}}", 4, align="left")], 17)


def registration() -> WordDocument:
	"""Two copies, each on a page of its own."""
	document = new_document(margins=(20, 25, 15, 25))
	add_line(document, "{%p for copy in copies %}", size=8)
	add_heading(document, FORMS["registration"].title, new_page=True)
	add_line(document, "第 {{ copy.number }} 份：{{ copy.holder }}", align="right", size=10.5)
	add_table(
		document,
		Table((27, 27, 25, 28, 25, 28), [*_registered_people(), *_registered_dormitories()], size=11),
	)
	add_line(document, "注：本表共一式二份，学工部（处）、联系干部各一份。", size=10.5)
	add_line(document, "{%p endfor %}", size=8)
	return document


def _registered_people() -> list[Row]:
	return [
		Row([Cell("学院"), Cell("{{ unit }}", 2), Cell("班级"), Cell("{{ school_class }}", 2)]),
		Row(
			labelled(
				"干部姓名", "{{ officer }}", "手机短号", "{{ mobile }}", "政治面貌", "{{ political_status }}"
			)
		),
		Row(labelled("所在部门", "{{ department }}", "办公电话", "{{ office_phone }}", "职务", "{{ post }}")),
		_person(["联系班级", "班主任"], "class_teacher"),
		_person(["辅导员"], "counsellor"),
		tag_row("{%tr for student in students %}", 6),
		Row(
			[
				*labelled("困难学生", "{{ student.name }}", "联系方式", "{{ student.contact }}"),
				Cell(["困难学生", "类别"]),
				Cell("{{ student.category }}"),
			]
		),
		tag_row("{%tr endfor %}", 6),
	]


def _person(label: list[str], name: str) -> Row:
	value, mobile = f"{{{{ {name} }}}}", f"{{{{ {name}_mobile }}}}"
	return Row([Cell(label), Cell(value, 2), Cell("手机短号"), Cell(mobile, 2)])


def _registered_dormitories() -> list[Row]:
	label = Cell(["联系班级", "寝室情况"], merge="restart")
	fields = [f"{{{{ dormitory.{name} }}}}" for name in ("building", "room", "head", "people", "remark")]
	return [
		Row([label, *labelled("寝室楼", "寝室号", "寝室长", "寝室人数"), Cell(["备注", "（混合寝室）"])]),
		tag_row("{%tr for dormitory in dormitories %}", 6, label_merged=True),
		Row([Cell(merge="continue"), *labelled(*fields)]),
		tag_row("{%tr endfor %}", 6, label_merged=True),
	]


def grid() -> WordDocument:
	"""The heading stands in the page header, so that each page has room for the same twenty rows."""
	document = new_document(landscape=True, margins=(25, 10, 14, 10))
	section = document.sections[0]
	paragraph = section.header.paragraphs[0]._p
	add_heading(section.header, "{{ institution }}" + FORMS["grid"].title, size=16, space=6)
	paragraph.getparent().remove(paragraph)
	add_page_number(section.footer)
	columns = len(GRID_COLUMNS)
	rows = [
		Row([Cell(heading) for heading, _name, _width in GRID_COLUMNS], 12, header=True),
		tag_row("{%tr for row in officers %}", columns),
		Row(
			[Cell(f"{{{{ row.{name} }}}}") for _heading, name, _width in GRID_COLUMNS],
			7.7,
			kept_together=True,
		),
		tag_row("{%tr endfor %}", columns),
	]
	add_table(document, Table([width for _heading, _name, width in GRID_COLUMNS], rows, size=9))
	add_gap(document)
	return document


def observation() -> WordDocument:
	document = new_document(margins=(20, 25, 20, 25))
	add_page_number(document.sections[0].footer)
	add_heading(document, FORMS["observation"].title)
	rows = [
		Row(labelled("听课人", "{{ observer }}", "职务", "{{ post }}", "日期", "{{ day }}")),
		Row(labelled("节次", "{{ lesson }}", "课程", "{{ course }}", "授课教师", "{{ teacher }}")),
		Row(
			labelled(
				"授课班级",
				"{{ school_class }}",
				"地点",
				"{{ place }}",
				"应到/实到",
				"{{ expected }} / {{ present }}",
			)
		),
		*(_written(label, name, 12) for label, name in RATED),
		_written("教学过程记录", "process", 52),
		_written(["与教师、学生", "交换意见情况"], "exchange", 26),
		_written("总体评价", "overall", 18),
	]
	add_table(document, Table((30, 26, 18, 32, 22, 32), rows, size=11))
	add_gap(document)
	add_line(document, "")
	add_line(document, "听课人签字：________________        年    月    日", align="right")
	return document


RATED = (
	("立德树人落实情况", "moral_education"),
	("教学态度", "attitude"),
	("教学方法", "method"),
	("课堂纪律", "discipline"),
	("课堂气氛", "atmosphere"),
	("教学效果", "effect"),
)


def _written(label: str | list[str], name: str, height: float) -> Row:
	return Row(
		[Cell(label), Cell(f"{{{{ {name} }}}}", 5, align="left", at="top" if height > 20 else "center")],
		height,
	)


DRAWINGS: dict[str, Callable[[], WordDocument]] = {
	"contact_record": contact_record,
	"five_contacts_seven_entries": five_contacts_seven_entries,
	"three_specialties": three_specialties,
	"registration": registration,
	"grid": grid,
	"observation": observation,
	"execution_report": execution_report,
}


def drawn(name: str) -> bytes:
	"""The template of a form, freshly drawn."""
	return content_of(DRAWINGS[name]())


if __name__ == "__main__":
	TEMPLATES.mkdir(exist_ok=True)
	for form in FORMS.values():
		(TEMPLATES / form.file_name).write_bytes(drawn(form.name))
