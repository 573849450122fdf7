"""The shipped templates stand as the annexes do, cell by cell, with everything filled and with nothing."""

from __future__ import annotations

from functools import cache

import pytest
from docx.oxml.ns import qn

from devtools.word_templates import drawn
from liaison_app.forms import FORMS, render, shipped_template
from tests.word_files import LONG, all_text, empty_forms, full_forms, opened, parts_of, rows_of


@cache
def full(name: str) -> bytes:
	return render(shipped_template(FORMS[name]), full_forms()[name])


@cache
def empty(name: str) -> bytes:
	return render(shipped_template(FORMS[name]), empty_forms()[name])


def texts_of(value: object) -> list[str]:
	"""Every text among the values of a form."""
	if isinstance(value, dict):
		return [text for each in value.values() for text in texts_of(each)]
	if isinstance(value, list):
		return [text for each in value for text in texts_of(each)]
	return [value] if isinstance(value, str) and value else []


def repeated_rows(content: bytes, table: int = 0) -> list[int]:
	"""The numbers of the rows that are repeated on each page."""
	rows = opened(content).tables[table]._tbl.tr_lst
	return [number for number, row in enumerate(rows) if row.find(f".//{qn('w:tblHeader')}") is not None]


def may_split(content: bytes, table: int, row: int) -> bool:
	return opened(content).tables[table]._tbl.tr_lst[row].find(f".//{qn('w:cantSplit')}") is None


@pytest.mark.parametrize("name", FORMS)
def test_what_is_shipped_is_what_the_program_draws(name):
	assert parts_of(shipped_template(FORMS[name])) == parts_of(drawn(name))


@pytest.mark.parametrize("name", FORMS)
def test_every_value_stands_on_the_form(name):
	written = all_text(full(name))
	assert [text for text in texts_of(full_forms()[name]) if text not in written] == []


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("make", [full, empty], ids=["full", "empty"])
def test_heading_is_there_and_no_tag_is_left(name, make):
	written = all_text(make(name))
	assert FORMS[name].title in written
	assert "{{" not in written and "{%" not in written
	assert "None" not in written


@pytest.mark.parametrize("name", FORMS)
def test_page_is_a4(name):
	section = opened(full(name)).sections[0]
	sides = (round(section.page_width.mm), round(section.page_height.mm))
	assert sides == ((297, 210) if name == "grid" else (210, 297))


@pytest.mark.parametrize("name", FORMS)
def test_tables_fit_between_the_margins_and_every_row_fills_its_columns(name):
	document = opened(full(name))
	section = document.sections[0]
	room = section.page_width - section.left_margin - section.right_margin
	for table in document.tables:
		widths = [column.width for column in table.columns]
		assert sum(widths) <= room + 6350  # half a point for rounding
		for row in table._tbl.tr_lst:
			assert sum(cell.grid_span for cell in row.tc_lst) == len(widths)


@pytest.mark.parametrize("name", FORMS)
def test_merged_cells_begin_where_they_continue(name):
	for table in opened(full(name)).tables:
		above: dict[int, str | None] = {}
		for row in table._tbl.tr_lst:
			here: dict[int, str | None] = {}
			for cell in row.tc_lst:
				here[cell.grid_offset] = cell.vMerge
				if cell.vMerge == "continue":
					assert above.get(cell.grid_offset) in ("restart", "continue")
			above = here


@pytest.mark.parametrize("name", FORMS)
def test_tables_are_parted_and_followed_by_a_paragraph(name):
	document = opened(full(name))
	section = document.sections[0]
	for container in (document.element.body, section.header._element):
		names = [each.tag.rsplit("}", 1)[-1] for each in container]
		following = [after for before, after in zip(names, [*names[1:], ""], strict=True) if before == "tbl"]
		assert following == ["p"] * len(following)


class TestContactRecord:
	def test_empty(self):
		document = opened(empty("contact_record"))
		assert rows_of(document, 0) == [
			["党员领导干部姓名", "", "职务", ""],
			["联系对象", "党支部", ""],
			["", "个人", ""],
		]
		assert rows_of(document, 1) == [["联系工作开展情况", "时间", "具体联系情况"], *[["", "", ""]] * 8]

	def test_full(self):
		document = opened(full("contact_record"))
		assert rows_of(document, 0)[0] == ["党员领导干部姓名", "欧阳𠮷祥", "职务", "书记/主任"]
		assert rows_of(document, 0)[1:] == [
			["联系对象", "党支部", "学生一支部、教师二支部"],
			["", "个人", "刘教授"],
		]
		assert rows_of(document, 1)[1] == ["", "2018年9月1日", f"第0次：{LONG}"]
		assert len(rows_of(document, 1)) == 13

	def test_rows_one_and_four_return_on_further_pages(self):
		section = opened(full("contact_record")).sections[0]
		assert section.different_first_page_header_footer
		header = section.header.tables[0]
		assert [cell.text for cell in header.rows[0].cells if cell.text] == [
			"党员领导干部姓名",
			"欧阳𠮷祥",
			"欧阳𠮷祥",
			"职务",
			"书记/主任",
		]
		assert repeated_rows(full("contact_record"), 1) == [0]
		assert may_split(full("contact_record"), 1, 1)


class TestFiveContactsSevenEntries:
	def test_empty(self):
		rows = rows_of(opened(empty("five_contacts_seven_entries")))
		assert rows[0] == ["姓名", "", "职务", ""]
		assert rows[1] == ["五个联系", "群体名称", "时间", "工作简况"]
		assert [row[1] for row in rows[2:7]] == ["党总支", "院系班子", "党支部", "教研室", "青年教师"]
		assert rows[7] == ["七个走进", "载体名称", "时间", "工作简况"]
		assert [row[1] for row in rows[8:]] == [
			"进课堂",
			"进班级",
			"进宿舍",
			"进食堂",
			"进社团",
			"进讲座",
			"进网络",
		]
		assert all(row[2:] == ["", ""] for row in [*rows[2:7], *rows[8:]])
		assert "填表时间: 2018 年 9 月" in all_text(empty("five_contacts_seven_entries"))

	def test_full(self):
		rows = rows_of(opened(full("five_contacts_seven_entries")))
		assert rows[2] == ["", "党总支\n甲general_branch", "2018年9月1日", f"general_branch：{LONG}"]
		assert rows[14] == ["", "进网络\n甲network", "2018年9月12日", f"network：{LONG}"]

	def test_the_labels_at_the_side_reach_over_all_their_rows(self):
		cells = [row.tc_lst[0] for row in opened(full("five_contacts_seven_entries")).tables[0]._tbl.tr_lst]
		assert [cell.vMerge for cell in cells] == [
			None,
			"restart",
			*["continue"] * 5,
			"restart",
			*["continue"] * 7,
		]


def test_three_specialties():
	rows = rows_of(opened(full("three_specialties")))
	assert rows[:6] == [
		["姓名", "欧阳𠮷祥", "部门", "机械'工程\"学院", "职务", "书记/主任"],
		["特长\n(三项可选一项及以上填写)", "工作职能", "学生管理"],
		["", "业务主体", "党建"],
		["", "个人专长", "书法"],
		["自主选择\n联系载体", "教师", "教研室、科研团队"],
		["", "学生", "班级、宿舍"],
	]
	assert rows[6][0].startswith("工作内容\n(针对本月")
	assert rows[6][1] == f"第一段\n{LONG * 30}"
	assert may_split(full("three_specialties"), 0, 6)
	assert [row[-1] for row in rows_of(opened(empty("three_specialties")))] == [""] * 7


class TestRegistration:
	def test_two_copies_alike_each_on_its_page(self):
		document = opened(full("registration"))
		assert rows_of(document, 0) == rows_of(document, 1)
		headings = [each for each in document.paragraphs if each.text == FORMS["registration"].title]
		assert [each.paragraph_format.page_break_before for each in headings] == [True, True]
		written = all_text(full("registration"))
		assert "第 1 份：学工部（处）" in written and "第 2 份：联系干部" in written
		assert written.count("注：本表共一式二份，学工部（处）、联系干部各一份。") == 2

	def test_cells(self):
		assert rows_of(opened(full("registration"))) == [
			["学院", "机械学院", "班级", "数控1801"],
			["干部姓名", "欧阳𠮷祥", "手机短号", "661234", "政治面貌", "中共党员"],
			["所在部门", "机械'工程\"学院", "办公电话", "0431-85512345", "职务", "书记/主任"],
			["联系班级\n班主任", "李明", "手机短号", "6621"],
			["辅导员", "王芳", "手机短号", "6622"],
			["困难学生", "钱红", "联系方式", "13800000002", "困难学生\n类别", "学业"],
			["困难学生", "赵刚", "联系方式", "13800000001", "困难学生\n类别", "经济"],
			["困难学生", "", "联系方式", "", "困难学生\n类别", ""],
			["联系班级\n寝室情况", "寝室楼", "寝室号", "寝室长", "寝室人数", "备注\n（混合寝室）"],
			*(["", "3号楼", f"20{number}", f"室长{number}", "6", "混合"] for number in (1, 2, 3)),
			*[["", "", "", "", "", ""]] * 2,
		]

	def test_empty_keeps_its_rows(self):
		assert len(rows_of(opened(empty("registration")))) == 14


class TestGrid:
	def test_header_is_repeated_and_rows_are_numbered(self):
		rows = rows_of(opened(full("grid")))
		assert rows[0] == [
			"序号",
			"干部教师",
			"学院",
			"联系班级",
			"班主任",
			"联系班级辅导员",
			"联系困难生寝室",
			"联系困难生",
			"联系方式",
			"班级其他寝室",
			"备注",
		]
		assert repeated_rows(full("grid")) == [0]
		assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, 24)]
		assert rows[1] == [
			"1",
			"欧阳𠮷祥",
			"机械学院",
			"数控1800",
			"李明",
			"王芳",
			"3号楼201、3号楼202",
			"赵刚、钱红",
			"13800000001、13800000002",
			"3号楼203",
			"新生",
		]

	def test_empty_has_twenty_rows(self):
		rows = rows_of(opened(empty("grid")))
		assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, 21)]
		assert {text for row in rows[1:] for text in row[1:]} == {""}

	def test_twenty_rows_fit_a_page_and_a_twenty_first_does_not(self):
		document = opened(empty("grid"))
		section = document.sections[0]
		room = section.page_height - section.top_margin - section.bottom_margin
		heights = [row.height for row in document.tables[0].rows]
		assert sum(heights) <= room < sum(heights) + heights[-1]


def test_observation():
	rows = rows_of(opened(full("observation")))
	assert rows[:3] == [
		["听课人", "欧阳𠮷祥", "职务", "书记/主任", "日期", "2019年5月21日"],
		["节次", "第3-4节", "课程", "思想道德修养", "授课教师", "周老师"],
		["授课班级", "会计1801", "地点", "A301", "应到/实到", "45 / 44"],
	]
	assert [row[0] for row in rows[3:]] == [
		*("立德树人落实情况", "教学态度", "教学方法", "课堂纪律", "课堂气氛", "教学效果"),
		*("教学过程记录", "与教师、学生\n交换意见情况", "总体评价"),
	]
	assert rows[9][1] == f"process：{LONG}"
	assert "听课人签字" in all_text(full("observation"))
	assert rows_of(opened(empty("observation")))[2][-1] == " / "


class TestExecutionReport:
	SECTIONS = (
		"一、听课任务完成情况",
		"二、听课课程与教师",
		"三、各项评价情况",
		"四、发现的问题及处理情况",
		"五、结论",
	)

	@pytest.mark.parametrize("make", [full, empty], ids=["full", "empty"])
	def test_sections_stand_in_their_order_even_when_empty(self, make):
		paragraphs = [each.text for each in opened(make("execution_report")).paragraphs]
		assert [text for text in paragraphs if text in self.SECTIONS] == list(self.SECTIONS)

	def test_officers_under_their_department_and_sums(self):
		assert rows_of(opened(full("execution_report")), 0)[1:] == [
			["教务处", "白五", "处长", "4", "3", "75%"],
			["教务处", "张三", "处长", "4", "6", "100%"],
			["教务处 小计", "8", "9", "87.5%"],
			["学工处", "李四", "处长", "4", "1", "25%"],
			["学工处 小计", "4", "1", "25%"],
			["全校合计", "12", "10", "66.7%"],
		]

	def test_what_was_heard_and_what_never(self):
		document = opened(full("execution_report"))
		assert rows_of(document, 1) == [
			["已听课程", "开课单位", "听课次数"],
			["高等数学", "基础部", "2"],
			["未听课程", "形势与政策"],
		]
		assert rows_of(document, 2)[-1] == ["未听教师", "吴老师"]

	def test_nothing_is_said_to_be_nothing(self):
		document = opened(empty("execution_report"))
		assert rows_of(document, 1) == [["已听课程", "开课单位", "听课次数"], ["无"], ["未听课程", "无"]]
		assert rows_of(document, 4) == [["序号", "问题", "处理部门", "处理情况"], ["无"]]
		assert rows_of(document, 0)[1:] == [["全校合计", "0", "0", ""]]

	def test_it_ends_with_the_centre_and_the_day(self):
		paragraphs = [each.text for each in opened(full("execution_report")).paragraphs]
		assert paragraphs[-3:] == [LONG, "教学质量监控与评价中心（盖章）", "2019年7月5日"]
