"""The Print Formats of the official forms: as drawn, with every cell of the annex, escaped, over pages."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from devtools.print_formats import PAGES, PRINT_FORMATS, TARGET, drawn
from liaison_app.forms import FORMS, values
from liaison_app.forms.markup import liaison_height, liaison_pages, shown
from tests.word_files import empty_forms, full_forms

LABELS = {
	"contact_record": (
		"党员领导干部姓名",
		"职务",
		"联系对象",
		"党支部",
		"个人",
		"联系工作开展情况",
		"时间",
		"具体联系情况",
	),
	"five_contacts_seven_entries": (
		*(
			"填表时间",
			"姓名",
			"职务",
			"五<br>个<br>联<br>系",
			"群体名称",
			"时间",
			"工作简况",
			"党总支",
			"院系班子",
			"党支部",
			"教研室",
		),
		*(
			"青年教师",
			"七<br>个<br>走<br>进",
			"载体名称",
			"进课堂",
			"进班级",
			"进宿舍",
			"进食堂",
			"进社团",
			"进讲座",
			"进网络",
		),
	),
	"three_specialties": (
		*(
			"填表时间",
			"姓名",
			"部门",
			"职务",
			"特长",
			"(三项可选一项及以上填写)",
			"工作职能",
			"业务主体",
			"个人专长",
		),
		*("自主选择<br>联系载体", "教师", "学生", "工作内容"),
		"(针对本月下基层联系师生中发现的问题、协调帮助解决困难情况等进行简要描述)",
	),
	"registration": (
		*(
			"学院",
			"班级",
			"干部姓名",
			"手机短号",
			"政治面貌",
			"所在部门",
			"办公电话",
			"职务",
			"联系班级<br>班主任",
			"辅导员",
			"困难学生",
		),
		*(
			"联系方式",
			"困难学生<br>类别",
			"联系班级<br>寝室情况",
			"寝室楼",
			"寝室号",
			"寝室长",
			"寝室人数",
			"（混合寝室）",
		),
		"注：本表共一式二份，学工部（处）、联系干部各一份。",
	),
	"grid": (
		*(
			"序号",
			"干部教师",
			"学院",
			"联系班级",
			"班主任",
			"联系班级辅导员",
			"联系困难生寝室",
			"联系困难生",
			"联系方式",
		),
		*("班级其他寝室", "备注"),
	),
	"observation": (
		*(
			"听课人",
			"职务",
			"日期",
			"节次",
			"课程",
			"授课教师",
			"授课班级",
			"地点",
			"应到/实到",
			"立德树人落实情况",
			"教学态度",
		),
		*(
			"教学方法",
			"课堂纪律",
			"课堂气氛",
			"教学效果",
			"教学过程记录",
			"与教师、学生<br>交换意见情况",
			"总体评价",
		),
	),
	"execution_report": (
		*(
			"一、听课任务完成情况",
			"部门",
			"应听次数",
			"实听次数",
			"完成率",
			"全校合计",
			"二、听课课程与教师",
			"未听课程",
			"未听教师",
		),
		*("三、各项评价情况", "四、发现的问题及处理情况", "五、结论"),
	),
}
NASTY = '𠮷𡈽/O\'Neil "甲" <script>alert(1)</script> {{ 7*7 }} {% raw %} &lt; =cmd|x😀'


def page(form: str, *sheets: dict[str, Any], doc: Any = None) -> str:
	"""What the Print Format of the form makes of the values, in a sandbox like Frappe's."""
	environment = SandboxedEnvironment(undefined=StrictUndefined)
	environment.globals.update(
		liaison_form=lambda _doc, wanted: [shown(each) for each in sheets] if wanted == form else [],
		liaison_pages=liaison_pages,
		liaison_height=liaison_height,
		liaison_zoom=lambda: 1,
	)
	source = (PAGES / f"{form}.html").read_text(encoding="utf-8")
	return environment.from_string(source).render(doc=doc or SimpleNamespace())


def pages_of(html: str) -> list[str]:
	return re.split(r'<div class="page(?=[" ])', html)[1:]


def text_of(html: str) -> str:
	return re.sub(r"<[^>]*>", "", html)


class Balance(HTMLParser):
	"""Tells tags that are opened and never closed, or the other way round."""

	def __init__(self) -> None:
		super().__init__()
		self.open: list[str] = []

	def handle_starttag(self, tag: str, attrs: Any) -> None:
		if tag != "br":
			self.open.append(tag)

	def handle_endtag(self, tag: str) -> None:
		assert self.open.pop() == tag


@pytest.mark.parametrize("each", PRINT_FORMATS, ids=lambda each: each.name)
def test_the_record_is_as_drawn(each):
	stored = json.loads(each.path.read_text(encoding="utf-8"))
	assert stored.pop("modified") > stored["creation"]
	assert stored == drawn(each)


def test_no_other_records_and_every_form_has_one():
	drawn_by_hand = {"sheet_of_reception_roster", "log_of_contact_target"}
	assert {file.parent.name for file in TARGET.glob("*/*.json")} - drawn_by_hand == {
		each.path.stem for each in PRINT_FORMATS
	}
	assert {each.page for each in PRINT_FORMATS} == set(FORMS)


@pytest.mark.parametrize("made", [full_forms, empty_forms], ids=["full", "empty"])
@pytest.mark.parametrize("form", FORMS)
def test_every_cell_of_the_annex_is_there_with_and_without_values(form, made):
	html = page(form, made()[form])
	assert FORMS[form].title in text_of(html).replace("\n", "")
	for label in LABELS[form]:
		assert label in html, label
	balance = Balance()
	balance.feed(html)
	assert balance.open == []
	assert "None" not in html


@pytest.mark.parametrize("form", FORMS)
def test_every_value_is_on_the_form(form):
	"""Each text field gets a mark of its own, and each mark is printed."""
	marks: list[str] = []

	def marked(fields: Any) -> dict[str, Any]:
		found: dict[str, Any] = {}
		for field in fields:
			if field.kind == "text":
				marks.append(f"值{len(marks)}。")
				found[field.name] = marks[-1]
			elif field.kind == "rows":
				found[field.name] = [marked(field.fields)]
			else:
				found[field.name] = marked(field.fields) if field.fields else None
		return found

	html = page(form, marked(FORMS[form].fields))
	assert [mark for mark in marks if mark not in html] == []


@pytest.mark.parametrize("form", FORMS)
def test_no_text_is_taken_for_markup(form):
	def nasty(value: Any) -> Any:
		if isinstance(value, dict):
			return {name: nasty(each) for name, each in value.items()}
		return (
			[nasty(each) for each in value]
			if isinstance(value, list)
			else NASTY
			if isinstance(value, str)
			else value
		)

	html = page(form, nasty(full_forms()[form]))
	assert "<script" not in html and "&lt;script&gt;alert(1)&lt;/script&gt;" in html
	assert "{{ 7*7 }} {% raw %} &amp;lt; =cmd|x😀" in html
	assert "𠮷𡈽/O&#39;Neil &#34;甲&#34;" in html


@pytest.mark.parametrize(
	"form", ["contact_record", "five_contacts_seven_entries", "three_specialties", "observation"]
)
def test_a_long_text_goes_on_with_the_rows_that_return(form):
	long = "龘，发展党员，听取支部汇报。" * 300
	found = full_forms()[form]
	if form == "contact_record":
		found["visits"][0]["account"] = long
	elif form == "five_contacts_seven_entries":
		found["branch"]["accounts"] = long
	else:
		found["narrative" if form == "three_specialties" else "process"] = long
	pages = pages_of(page(form, found))
	assert len(pages) > 2
	assert text_of("".join(pages)).count("龘") == 300
	assert all(f"第 {number} 页 共 {len(pages)} 页" in each for number, each in enumerate(pages, 1))
	if form == "contact_record":
		assert all("党员领导干部姓名" in each and "具体联系情况" in each for each in pages)
		assert sum("联系对象" in each for each in pages) == 1
	if form == "five_contacts_seven_entries":
		assert all("职务" in each and "工作简况" in each for each in pages)


def test_at_least_eight_visits_are_ruled():
	assert page("contact_record", empty_forms()["contact_record"]).count('<td class="day">') == 8


def test_a_registration_is_printed_in_two_copies():
	html = page("registration", full_forms()["registration"])
	assert [re.search(r"第 (\d) 份：(\S+?)<", each).groups() for each in pages_of(html)] == [
		("1", "学工部（处）"),
		("2", "联系干部"),
	]
	assert html.count("注：本表共一式二份") == 2


def test_several_classes_are_several_registrations():
	full = full_forms()["registration"]
	pages = pages_of(page("registration", full, full))
	assert len(pages) == 4
	assert [each.startswith(' last"') for each in pages] == [False, False, False, True]


def test_the_grid_has_twenty_rows_a_page_and_its_headings_on_each():
	row = full_forms()["grid"]["officers"][0]
	found = {**full_forms()["grid"], "officers": [{**row, "number": number} for number in range(1, 46)]}
	short = {name: "短" for name, value in row.items() if isinstance(value, str)}
	found["officers"] = [{**each, **short} for each in found["officers"]]
	pages = pages_of(page("grid", found))
	assert [each.count("<tr ") - 2 for each in pages] == [20, 20, 5]
	assert all("联系班级辅导员" in each for each in pages)


def test_an_empty_report_says_that_there_is_nothing():
	html = page("execution_report", empty_forms()["execution_report"])
	assert text_of(html).count("无") >= 6


def test_values_are_shown_as_on_paper():
	assert shown({"a": "x\ny", "b": None, "c": 2.0, "d": [1]}) == {"a": "x<br>y", "b": "", "c": "2", "d": [1]}


def test_added_fields_are_escaped_too():
	found = values.completed({"custom_hobby": "<b>"}, FORMS["contact_record"].fields)
	assert shown(found)["custom_hobby"] == "&lt;b&gt;"
