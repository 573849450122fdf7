"""Draws the semester's report on the hearing of classes: five sections, each printed even when there is nothing to say."""

from __future__ import annotations

from docx.document import Document as WordDocument

from devtools.word_layout import (
	HEADING_FONT,
	Cell,
	Row,
	Table,
	add_heading,
	add_line,
	add_page_number,
	add_table,
	new_document,
	tag_row,
)
from liaison_app.forms import FORMS

NOTHING = "无"


def execution_report() -> WordDocument:
	document = new_document(margins=(25, 25, 20, 25))
	add_page_number(document.sections[0].footer)
	add_heading(document, "{{ institution }}" + FORMS["execution_report"].title, space=4)
	add_line(document, "（{{ term }}）", align="center", space=10)
	_section(document, "一、听课任务完成情况")
	_add_attainment(document)
	_section(document, "二、听课课程与教师")
	_add_heard(document, "课程", "开课单位", "courses")
	_add_heard(document, "教师", "所在单位", "teachers")
	_section(document, "三、各项评价情况")
	_add_ratings(document)
	_section(document, "四、发现的问题及处理情况")
	_add_problems(document)
	_section(document, "五、结论")
	add_line(document, "{{ conclusions | default('无', true) }}", space=24)
	add_line(document, "教学质量监控与评价中心（盖章）", align="right")
	add_line(document, "{{ day }}", align="right")
	return document


def _section(document: WordDocument, title: str) -> None:
	paragraph = add_line(document, title, size=14, font=HEADING_FONT, bold=True)
	paragraph.paragraph_format.space_before = 127000  # ten points, in Word's smallest unit
	paragraph.paragraph_format.keep_with_next = True


def _heading(*labels: str) -> Row:
	return Row([Cell(label) for label in labels], 9, header=True)


def _fields(*names: str) -> list[Cell]:
	return [Cell(f"{{{{ {name} }}}}") for name in names]


def _add_attainment(document: WordDocument) -> None:
	rows = [
		_heading("部门", "姓名", "职务", "应听次数", "实听次数", "完成率"),
		tag_row("{%tr for department in departments %}", 6),
		tag_row("{%tr for duty in department.officers %}", 6),
		Row(
			_fields(
				"department.unit",
				"duty.officer",
				"duty.post",
				"duty.required",
				"duty.heard",
				"duty.attainment",
			),
			8,
		),
		tag_row("{%tr endfor %}", 6),
		_sums("{{ department.unit }} 小计", "department"),
		tag_row("{%tr endfor %}", 6),
		_sums("全校合计", "total"),
	]
	add_table(document, Table((36, 26, 34, 22, 22, 20), rows, size=10.5))


def _sums(label: str, name: str) -> Row:
	return Row([Cell(label, 3), *_fields(f"{name}.required", f"{name}.heard", f"{name}.attainment")], 8)


def _add_heard(document: WordDocument, thing: str, unit: str, name: str) -> None:
	rows = [
		_heading(f"已听{thing}", unit, "听课次数"),
		tag_row(f"{{%tr for each in {name} %}}", 3),
		Row(_fields("each.name", "each.unit", "each.heard"), 8),
		tag_row("{%tr else %}", 3),
		Row([Cell(NOTHING, 3)], 8),
		tag_row("{%tr endfor %}", 3),
		Row(
			[
				Cell(f"未听{thing}"),
				Cell(f"{{{{ {name}_never_heard | default('{NOTHING}', true) }}}}", 2, align="left"),
			]
		),
	]
	add_table(document, Table((66, 64, 30), rows, size=10.5))
	add_line(document, "", size=6, space=0)


def _add_ratings(document: WordDocument) -> None:
	rows = [
		_heading("评价项目", "优", "良", "中", "差"),
		tag_row("{%tr for rating in ratings %}", 5),
		Row(_fields("rating.item", "rating.excellent", "rating.good", "rating.fair", "rating.poor"), 8),
		tag_row("{%tr endfor %}", 5),
	]
	add_table(document, Table((60, 25, 25, 25, 25), rows, size=10.5))


def _add_problems(document: WordDocument) -> None:
	left = [Cell(f"{{{{ found.{name} }}}}", align="left") for name in ("problem", "handler", "handling")]
	rows = [
		_heading("序号", "问题", "处理部门", "处理情况"),
		tag_row("{%tr for found in problems %}", 4),
		Row([Cell("{{ loop.index }}"), *left], 8),
		tag_row("{%tr else %}", 4),
		Row([Cell(NOTHING, 4)], 8),
		tag_row("{%tr endfor %}", 4),
	]
	add_table(document, Table((14, 60, 30, 56), rows, size=10.5))
