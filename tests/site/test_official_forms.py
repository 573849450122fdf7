"""The official forms: filled from the site's records, for who may read them, on templates that are checked."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import frappe
import pytest
from frappe.utils import getdate
from frappe.utils.file_manager import save_file
from openpyxl import load_workbook

from liaison_app.api import forms as api
from liaison_app.forms import FORMS, shipped_template
from liaison_app.services import figures
from liaison_app.services.official_forms import making, visits
from liaison_app.setup.forms import ensure_forms
from tests import sitekit, word_files
from tests.site import builders

As = Callable[[str], AbstractContextManager[None]]
NAME = '欧阳𠮷祥/O\'Neil "甲"😀'
DAY = "2026-10-14"
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture(scope="module")
def college(site: str) -> Iterator[frappe._dict]:
	"""Ouyang holds a class, its dormitory, two students, a branch and a teacher; Bo, of the same college, holds nothing."""
	sitekit.start_afresh()
	with sitekit.clean_afterwards():
		yield made_college()


def made_college() -> frappe._dict:
	reviewer = builders.make_user("forms.reviewer@liaison.example", "Liaison Reviewer")
	manager = builders.make_user("forms.manager@liaison.example", "Liaison Manager")
	school = builders.make_unit("示例学院", is_group=1)
	unit = builders.make_unit(FORMULA, school, reviewer=reviewer)
	ouyang = builders.make_officer(unit, full_name=NAME, mobile_short="661234", party_member=1)
	bo = builders.make_officer(unit)
	found = frappe._dict(reviewer=reviewer, manager=manager, school=school, unit=unit, ouyang=ouyang, bo=bo)
	for name, parent in (
		("Person", None),
		("Student", "Person"),
		("Hardship Student", "Student"),
		("Teacher", "Person"),
		("Course", None),
		("Party Branch", None),
		("Dormitory", None),
		("Class", None),
	):
		builders.ensure(
			"Target Type",
			"target_type_name",
			name,
			parent_target_type=parent,
			is_group=int(name in ("Person", "Student")),
			visible_to_all=int(name in ("Class", "Course", "Dormitory")),
		)
	add_targets(found)
	add_visits(found)
	frappe.db.commit()
	return found


def add_targets(found: frappe._dict) -> None:
	people = [{"role_title": "班主任", "person_name": "李明", "phone": "13900000001"}]
	found.school_class = builders.make_target(found.unit, title="数控1801", contact_people=people)
	inside = {"parent_contact_target": found.school_class.name}
	found.room = builders.make_target(found.unit, "Dormitory", title="数控1801 3栋201", **inside)
	builders.make_target(found.unit, "Dormitory", title="数控1801 3栋202", **inside)
	found.student = builders.make_target(
		found.unit,
		"Hardship Student",
		title="赵刚",
		parent_contact_target=found.room.name,
		hardship_category="Psychological",
		contact_people=[{"role_title": "本人", "person_name": "赵刚", "phone": "13800000001"}],
	)
	found.branch = builders.make_target(found.unit, "Party Branch", title="学生一支部")
	found.teacher = builders.make_target(found.unit, "Teacher", title="周老师")
	found.course = builders.make_target(found.unit, "Course", title="思想道德修养")
	builders.make_target(found.unit, "Course", title="形势与政策")
	for target in (found.school_class, found.room, found.student, found.branch, found.teacher):
		builders.make_assignment(found.ouyang, target)


def add_visits(found: frappe._dict) -> None:
	builders.ensure("Liaison Activity Type", "activity_name", "Class Observation")
	talk = builders.make_visit(
		[found.ouyang],
		[found.branch],
		start=f"{DAY} 09:00:00",
		account="研究发展党员 A&B > {{ 7*7 }}",
		confidential=1,
		confidential_account="某同学的心事",
	)
	talk.submit()
	observed = builders.make_visit(
		[found.ouyang],
		[found.course, found.teacher, found.school_class],
		start=f"{DAY} 10:00:00",
		activities=[{"activity": "Class Observation"}],
		account="先讲后练",
		lesson="3-4",
		expected_students=45,
		overall_rating="Good",
	)
	observed.submit()
	builders.make_visit([found.ouyang], [found.branch], start=f"{DAY} 11:00:00", account="草稿不印")
	found.talk, found.observed = talk.name, observed.name


def made(form: str, **asked: str) -> bytes:
	"""The form as the API answers it."""
	return api.download(form, **{"day": DAY, **asked}).get_data()


def text_of(content: bytes) -> str:
	return word_files.all_text(content)


# --- what stands on each form ---


def test_the_record_of_contacts_holds_what_was_held_and_visited(college: frappe._dict, as_user: As):
	"""A17."""
	with as_user(college.ouyang.user):
		text = text_of(made("contact_record", officer=college.ouyang.name))
	for told in (NAME, "学生一支部", "周老师", "赵刚", "2026年10月14日", "研究发展党员 A&B > {{ 7*7 }}"):
		assert told in text
	assert "草稿不印" not in text


def test_the_sheet_of_the_month_sorts_visits_into_its_lines(college: frappe._dict, as_user: As):
	"""B21, the first annex."""
	with as_user(college.ouyang.user):
		content = made("five_contacts_seven_entries", officer=college.ouyang.name)
		later = text_of(made("five_contacts_seven_entries", officer=college.ouyang.name, day="2026-09-01"))
	rows = ["|".join(row) for row in word_files.rows_of(word_files.opened(content))]
	assert "学生一支部" in next(row for row in rows if "党支部" in row and "党总支" not in row)
	assert "先讲后练" in next(row for row in rows if "进课堂" in row)
	assert not any("先讲后练" in row for row in rows if "进班级" in row)
	assert "先讲后练" not in later and "进网络" in later


def test_the_sheet_of_department_heads_lists_carriers(college: frappe._dict, as_user: As):
	"""B21, the second annex."""
	with as_user(college.ouyang.user):
		text = text_of(made("three_specialties", officer=college.ouyang.name))
	assert "数控1801" in text and "周老师" in text and "先讲后练" in text


def test_the_registration_names_class_dormitories_and_students(college: frappe._dict, as_user: As):
	with as_user(college.ouyang.user):
		text = text_of(made("registration", officer=college.ouyang.name))
	for told in (
		"数控1801",
		"李明",
		"13900000001",
		"赵刚",
		"13800000001",
		"心理",
		"3栋",
		"201",
		"202",
		"661234",
	):
		assert told in text
	assert text.count("中共党员") == 2  # two copies


def test_several_classes_come_as_several_registrations(college: frappe._dict, as_user: As):
	builders.make_assignment(college.ouyang, builders.make_target(college.unit, title="会计/1802"))
	with as_user(college.ouyang.user):
		answer = api.download("registration", officer=college.ouyang.name, day=DAY)
	with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
		assert len(archive.namelist()) == 2
		assert not any("/" in name for name in archive.namelist())
		assert any("会计/1802" in text_of(archive.read(name)) for name in archive.namelist())


def test_the_grid_is_a_document_and_a_workbook_without_formulas(college: frappe._dict, as_user: As):
	with as_user(college.reviewer):
		text = text_of(made("grid", unit=college.unit))
		sheet = load_workbook(io.BytesIO(made("grid", unit=college.unit, file_format="xlsx"))).active
	assert "数控1801" in text and "3栋202" in text
	row = [cell.value for cell in sheet[3]]
	assert row[1:4] == [NAME, FORMULA, "数控1801"]
	assert sheet["C3"].data_type == "s"
	assert "心理" not in text and "心理" not in str(row)


def test_the_record_of_a_class_heard(college: frappe._dict, as_user: As):
	"""D7."""
	with as_user(college.ouyang.user):
		text = text_of(made("observation", visit=college.observed))
	for told in ("思想道德修养", "周老师", "数控1801", "3-4", "45", "良", "先讲后练"):
		assert told in text


def test_the_report_of_a_unit_tells_heard_and_never_heard(college: frappe._dict, as_user: As):
	with as_user(college.reviewer):
		text = text_of(made("execution_report", unit=college.unit))
	assert "思想道德修养" in text and "形势与政策" in text and "示例学院" in text


def test_an_officer_about_whom_nothing_is_known_has_every_form(college: frappe._dict, as_user: As):
	with as_user(college.bo.user):
		for form in sorted(api.OF_OFFICER):
			assert college.bo.full_name in text_of(made(form, officer=college.bo.name))


# --- who may have them ---


@pytest.mark.parametrize("form", sorted(api.OF_OFFICER))
def test_the_form_of_another_officer_is_refused(form: str, college: frappe._dict, as_user: As):
	with as_user(college.bo.user), pytest.raises(frappe.PermissionError):
		made(form, officer=college.ouyang.name)


def test_the_visit_and_the_unit_of_others_are_refused(college: frappe._dict, as_user: As):
	with as_user(college.bo.user):
		with pytest.raises(frappe.PermissionError):
			made("observation", visit=college.observed)
		for form in sorted(api.OF_UNIT):
			with pytest.raises(frappe.PermissionError):
				made(form, unit=college.unit)
	with as_user(college.reviewer), pytest.raises(frappe.PermissionError):
		made("execution_report", unit=college.school)


def test_the_grid_holds_no_more_than_the_reader_may_see(college: frappe._dict, as_user: As):
	with as_user(college.bo.user):
		text = text_of(made("grid"))
		assert "赵刚" not in text and "数控1801" not in text
	with as_user(college.ouyang.user):
		assert "赵刚" in text_of(made("grid"))
	with as_user("Guest"), pytest.raises(frappe.PermissionError):
		made("grid")


def test_the_category_of_hardship_is_for_who_may_read_it(college: frappe._dict, as_user: As):
	clerk = builders.make_user("forms.clerk@liaison.example", "Liaison Clerk")
	officer = frappe.get_doc("Liaison Officer", college.ouyang.name)
	officer.append("clerk_users", {"user": clerk})
	officer.save()
	with as_user(clerk):
		text = text_of(made("registration", officer=college.ouyang.name))
	assert "赵刚" in text
	assert "心理" not in text.replace("学业、经济、心理", "").replace("（学业，经济，心理）", "")


def test_the_confidential_account_is_for_those_present(college: frappe._dict, as_user: As):
	with as_user(college.ouyang.user):
		assert "某同学的心事" in text_of(made("contact_record", officer=college.ouyang.name))
	for reader in (college.reviewer, college.manager):
		with as_user(reader):
			text = text_of(made("contact_record", officer=college.ouyang.name))
			assert "研究发展党员" in text and "某同学的心事" not in text


def test_a_visit_that_the_reader_may_not_see_is_left_out(college: frappe._dict, as_user: As):
	# a clerk of a colleague who took part sees that visit, but not others of the officer
	with as_user(college.bo.user):
		assert making.make(making.Asked("grid", college.bo.user, getdate(DAY))).content
		found = visits.visits_of(
			[college.ouyang.name], figures.Span(getdate(DAY), getdate(DAY)), college.bo.user
		)
	assert found == []


@pytest.mark.parametrize(
	"asked",
	[
		{"form": "nothing"},
		{"form": "contact_record"},
		{"form": "observation"},
		{"form": "execution_report"},
		{"form": "grid", "day": "yesterday-ish"},
		{"form": "grid", "file_format": "exe"},
	],
)
def test_what_cannot_be_made_is_refused_with_a_sentence(asked: dict[str, str], college: frappe._dict):
	with pytest.raises(frappe.ValidationError) as refused:
		made(**asked)
	assert str(refused.value).endswith(".")


def test_file_names_are_safe_and_chinese(college: frappe._dict, as_user: As):
	with as_user(college.ouyang.user):
		answer = api.download("contact_record", officer=college.ouyang.name, day=DAY)
	header = answer.headers["Content-Disposition"]
	assert header.startswith("attachment") and "UTF-8''" in header
	name = making.file_name("记录表", NAME, "../..", "a\u202egpj\r\nb")
	assert name == "记录表_欧阳𠮷祥_O'Neil _甲_😀_a_gpj_b"


# --- templates ---


def upload(form: str, content: bytes, name: str = "own.docx", private: int = 1) -> None:
	"""As the desk does it: the file first, then the record."""
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": name,
			"content": content,
			"is_private": private,
			"attached_to_doctype": "Liaison Form",
			"attached_to_name": form,
		}
	)
	file.insert()
	document = frappe.get_doc("Liaison Form", form)
	document.template = file.file_url
	document.save()


def refusal(form: str, content: bytes, **values: object) -> str:
	with pytest.raises(frappe.ValidationError) as refused:
		upload(form, content, **values)
	return str(refused.value)


def test_every_form_has_a_record_and_seeding_again_changes_nothing():
	before = frappe.get_all("Liaison Form", fields=["name", "title", "modified"], order_by="name asc")
	ensure_forms()
	assert {row.name: row.title for row in before} == {form.name: form.title for form in FORMS.values()}
	assert before == frappe.get_all("Liaison Form", fields=["name", "title", "modified"], order_by="name asc")


def test_an_own_template_is_printed_and_downloaded(college: frappe._dict, as_user: As):
	with as_user(college.manager):
		upload("contact_record", word_files.word_file("本校自制 {{ officer }}"))
		assert "本校自制" in text_of(api.template("contact_record").get_data())
		assert api.template("contact_record", shipped=True).get_data() == shipped_template(
			FORMS["contact_record"]
		)
	with as_user(college.ouyang.user):
		assert f"本校自制 {NAME}" in text_of(made("contact_record", officer=college.ouyang.name))


def test_only_managers_replace_or_see_templates(college: frappe._dict, as_user: As):
	for user in (college.ouyang.user, college.reviewer):
		with as_user(user):
			assert not frappe.has_permission("Liaison Form", "write", "grid")
			for call in (api.template, api.fields):
				with pytest.raises(frappe.PermissionError):
					call("grid")


def test_an_unknown_field_is_told_with_the_known_ones():
	told = refusal("contact_record", word_files.word_file("{{ offcer }}"))
	assert "offcer" in told and "officer" in told and "branches" in told


def test_a_loop_without_end_is_refused():
	rows = "{%p for a in visits %}|{%p for b in visits %}|{%p for c in visits %}|{%p for d in visits %}|x"
	ends = "|".join(["{%p endfor %}"] * 4)
	assert "3 loops" in refusal("contact_record", word_files.word_file(*f"{rows}|{ends}".split("|")))
	endless = word_files.word_file(
		"{{ 'x' * 999999999 * 9999 }}", "{% for i in range(10**12) %}x{% endfor %}"
	)
	assert "range" in refusal("contact_record", endless)


def test_macros_renamed_files_and_reaching_for_python_are_refused():
	plain = word_files.word_file("{{ officer }}")
	assert "macro" in refusal("grid", word_files.with_part(plain, "word/vbaProject.bin", b"x")).lower()
	assert ".docx" in refusal("grid", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
	assert refusal("grid", word_files.word_file("{{ officers.__class__.__mro__ }}"))


def test_a_file_of_thirty_megabytes_is_refused(monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setitem(frappe.local.conf, "max_file_size", 40 * 1024 * 1024)
	big = word_files.with_part(word_files.word_file("x"), "word/media/image1.png", b"")
	assert "MB" in refusal("grid", big + b"\0" * 30 * 1024 * 1024)


def test_a_public_file_and_the_file_of_others_are_refused(college: frappe._dict):
	assert "private" in refusal("grid", word_files.word_file("x"), private=0)
	document = frappe.get_doc("Liaison Form", "grid")
	document.template = "/private/files/../../site_config.json"
	with pytest.raises(frappe.ValidationError):
		document.save()


def test_a_template_that_is_gone_or_fails_is_told_in_a_sentence(college: frappe._dict):
	frappe.db.set_value("Liaison Form", "contact_record", "template", "/private/files/gone.docx")
	with pytest.raises(frappe.ValidationError, match="gone"):
		made("contact_record", officer=college.ouyang.name)
	url = save_file("late.docx", word_files.word_file("{{ custom_left }}"), None, None, is_private=1).file_url
	frappe.db.set_value("Liaison Form", "contact_record", "template", url)
	with pytest.raises(frappe.ValidationError, match="could not be made"):
		made("contact_record", officer=college.ouyang.name)


def test_the_record_of_a_form_keeps_its_identity():
	document = frappe.get_doc("Liaison Form", "grid")
	document.title = "Mine"
	document.save()
	assert document.title == FORMS["grid"].title
	with pytest.raises(frappe.ValidationError):
		builders.insert("Liaison Form", form="mine", title="Mine")


# --- fields added in the desk ---


@pytest.mark.commits
def test_a_field_added_in_the_desk_stands_on_the_form(college: frappe._dict):
	for doctype, fieldname, more in (
		("Contact Visit", "custom_weather", {}),
		("Liaison Officer", "custom_hobby", {}),
		("Contact Visit", "custom_secret", {"permlevel": 1}),
	):
		values = {"dt": doctype, "fieldname": fieldname, "label": fieldname, "fieldtype": "Data", **more}
		frappe.get_doc({"doctype": "Custom Field", **values}).insert()
	frappe.db.set_value("Contact Visit", college.talk, "custom_weather", "大雪")
	frappe.db.set_value("Liaison Officer", college.ouyang.name, "custom_hobby", "书法")
	lines = (
		"{{ custom_hobby }}",
		"{%p for visit in visits %}",
		"天气{{ visit.custom_weather }}",
		"{%p endfor %}",
	)
	known = {field["name"] for field in api.fields("contact_record")}
	assert {"custom_hobby", "visits.custom_weather"} <= known and "visits.custom_secret" not in known
	upload("contact_record", word_files.word_file(*lines))
	try:
		text = text_of(made("contact_record", officer=college.ouyang.name))
	finally:
		frappe.db.set_value("Liaison Form", "contact_record", "template", None)
		frappe.db.commit()
	assert "书法" in text and "天气大雪" in text
	assert "custom_secret" in refusal("contact_record", word_files.word_file("{{ custom_secret }}"))


def test_the_shipped_form_prints_with_fields_that_it_does_not_name(college: frappe._dict):
	ours = making.values.completed({"officers": [{}]}, FORMS["grid"].fields)
	assert ours["officers"][0]["unit"] == "" and ours["institution"] == ""
