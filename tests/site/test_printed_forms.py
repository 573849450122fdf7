"""The official forms as Print Formats: Frappe prints them, for who may read what stands on them."""

import io
import json
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import frappe
import pytest
import requests
from frappe.utils.print_format import download_pdf
from frappe.www.printview import get_html_and_style
from pypdf import PdfReader

from devtools.print_formats import PRINT_FORMATS
from liaison_app.api import forms as api
from liaison_app.services.official_forms import printing
from tests import sitekit
from tests.site import builders
from tests.site.conftest import USER_PASSWORD
from tests.site.test_official_forms import DAY, FORMULA, NAME, made_college

As = Callable[[str], AbstractContextManager[None]]
FORMS_OF_OFFICERS = (
	"党员领导干部工作记录表",
	"“五联七进”工作记录表",
	"“三特一体”工作记录表",
	"“三联系”登记表",
)
LONG = "研究发展党员工作，听取支部汇报，与师生座谈。\n" * 60
REFUSED = (frappe.PermissionError, frappe.DoesNotExistError)


@contextmanager
def refused() -> Iterator[None]:
	"""Where the template asks for what the user may not have, Frappe tells it as an error of the Print Format."""
	with pytest.raises((*REFUSED, frappe.PrintFormatError)) as told:
		yield
	assert isinstance(told.value, REFUSED) or isinstance(told.value.__context__, REFUSED)


@pytest.fixture(scope="module")
def college(site: str) -> Iterator[frappe._dict]:
	"""The college of the Word forms, with an outsider, papers of the officer and of the unit, and one assignment by name."""
	sitekit.start_afresh()
	with sitekit.clean_afterwards():
		found = made_college()
		found.outsider = builders.make_user("forms.outsider@liaison.example", "Liaison Officer")
		found.assignment = frappe.get_all(
			"Liaison Assignment", {"officer": found.ouyang.name}, pluck="name", limit=1, order_by="name asc"
		)[0]
		frappe.db.commit()
		yield found


@pytest.fixture(autouse=True)
def day() -> Iterator[None]:
	frappe.form_dict.day = DAY
	yield
	frappe.form_dict.pop("day", None)


@pytest.fixture
def at_web(served: sitekit.Server, monkeypatch: pytest.MonkeyPatch) -> sitekit.Server:
	"""The PDF generator fetches Frappe's style sheet from the site."""
	monkeypatch.setitem(frappe.local.conf, "host_name", served.url)
	return served


def printed(doctype: str, name: str, print_format: str) -> str:
	"""What Frappe's print view shows; `set_user` forgets what was asked for."""
	frappe.form_dict.setdefault("day", DAY)
	return str(get_html_and_style(doctype, name, print_format)["html"])


def paper(college: frappe._dict, **values: Any) -> Any:
	"""A paper without a rule, for a period that a duty would give it."""
	made = builders.insert("Duty Document", **{"title": "材料", **values})
	made.db_set({field: values.get(field) for field in ("period_start", "period_end")})
	return made


def of_record(college: frappe._dict) -> list[tuple[str, str, str]]:
	"""(DocType, record, Print Format): every shipped one, on a record that belongs to Ouyang or the unit."""
	officers = paper(
		college, document_kind="Record Form", officer=college.ouyang.name, unit=college.unit
	).name
	units = paper(college, document_kind="Report", unit=college.unit).name
	names = {
		"Contact Visit": college.observed,
		"Liaison Assignment": college.assignment,
		"Liaison Officer": college.ouyang.name,
		"Liaison Unit": college.unit,
	}
	return [
		(
			each.doctype,
			names.get(each.doctype) or (units if each.page in api.OF_UNIT else officers),
			each.name,
		)
		for each in PRINT_FORMATS
	]


# --- what stands there ---


def test_every_form_is_printed_of_its_record(college: frappe._dict):
	for doctype, name, print_format in of_record(college):
		html = printed(doctype, name, print_format)
		assert "liaison-form" in html and ("欧阳𠮷祥" in html or "示例学院" in html), print_format


def test_the_forms_say_what_word_says(college: frappe._dict, as_user: As):
	with as_user(college.ouyang.user):
		record, sheet, specialties, registration = (
			printed("Liaison Officer", college.ouyang.name, each) for each in FORMS_OF_OFFICERS
		)
	for told in ("学生一支部", "周老师、", "2026年10月14日", "研究发展党员 A&amp;B &gt; {{ 7*7 }}"):
		assert told in record
	assert "草稿不印" not in record
	assert "党支部<br>学生一支部" in sheet and "先讲后练" in sheet
	assert "数控1801" in specialties and "先讲后练" in specialties
	assert registration.count("心理") == 2 and registration.count("13800000001") == 2  # two copies


def test_an_officer_about_whom_nothing_is_known_has_every_form(college: frappe._dict, as_user: As):
	with as_user(college.bo.user):
		for each in FORMS_OF_OFFICERS:
			assert college.bo.full_name in printed("Liaison Officer", college.bo.name, each)


def test_the_day_asked_for_decides_the_period(college: frappe._dict):
	frappe.form_dict.day = "2026-09-01"
	assert "先讲后练" not in printed("Liaison Officer", college.ouyang.name, "“五联七进”工作记录表")
	for nonsense in ("yesterday-ish", "0000-00-00", "9999-12-31"):
		frappe.form_dict.day = nonsense
		with pytest.raises(frappe.ValidationError, match="no day"):
			printed("Liaison Officer", college.ouyang.name, "党员领导干部工作记录表")


def test_a_paper_is_printed_for_its_own_period(college: frappe._dict):
	frappe.form_dict.day = "2025-01-01"
	month = {"period_start": "2026-10-01", "period_end": "2026-10-31", "document_kind": "Record Form"}
	name = paper(college, officer=college.ouyang.name, unit=college.unit, **month).name
	assert "先讲后练" in printed("Duty Document", name, "材料：“五联七进”工作记录表")


def test_what_somebody_wrote_stands_in_the_sheet_of_the_month(college: frappe._dict):
	month = {"period_start": "2026-10-01", "period_end": "2026-10-31", "document_kind": "Record Form"}
	sections = [{"heading": "工作内容", "text": "走访宿舍，<b>协调</b>热水"}]
	written = paper(college, officer=college.ouyang.name, unit=college.unit, sections=sections, **month)
	html = printed("Duty Document", written.name, "材料：“三特一体”工作记录表")
	assert "走访宿舍，&lt;b&gt;协调&lt;/b&gt;热水" in html and "先讲后练" not in html
	assert "走访宿舍" not in printed(
		"Liaison Officer", college.ouyang.name, "“三特一体”工作记录表"
	)  # a draft
	written.db_set("status", "Handed In")
	assert "走访宿舍" in printed("Liaison Officer", college.ouyang.name, "“三特一体”工作记录表")


def test_declared_specialties_and_carriers_stand_there_once_approved(college: frappe._dict):
	declared = paper(
		college,
		document_kind="Declaration",
		officer=college.ouyang.name,
		unit=college.unit,
		period_start="2026-09-01",
		period_end="2027-08-31",
		specialty_subject="教学管理",
		specialty_talent="书法",
		carriers=[
			{"target": college.teacher.name, "audience": "Teachers"},
			{"target": college.room.name, "audience": "Students"},
		],
	)
	of_officer = ("Liaison Officer", college.ouyang.name, "“三特一体”工作记录表")
	assert "书法" not in printed(*of_officer)
	assert "书法" in printed("Duty Document", declared.name, "材料：“三特一体”工作记录表")
	declared.db_set("status", "Approved")
	html = printed(*of_officer)
	assert "书法" in html and "教学管理" in html and "周老师" in html
	assert "学生一支部、" not in html.split("工作内容")[0]
	frappe.form_dict.day = "2027-09-30"
	assert "书法" not in printed(*of_officer)


def test_the_report_tells_problems_and_conclusions_of_the_unit(college: frappe._dict):
	sections = [
		{"heading": "听课制度执行情况", "text": "由系统统计"},
		{"heading": "发现的问题及处理情况", "text": "板书潦草\n迟到较多"},
		{"heading": "结论", "text": "总体良好"},
		{"heading": "下一步", "text": "加强督导"},
	]
	name = paper(college, document_kind="Report", unit=college.unit, sections=sections).name
	html = printed("Duty Document", name, "材料：听课制度执行情况报告")
	for told in ("<td>板书潦草</td>", "<td>迟到较多</td>", "总体良好<br>下一步：加强督导"):
		assert told in html
	assert "由系统统计" not in html


@pytest.mark.commits
def test_an_added_field_is_put_on_a_copy_of_the_form(college: frappe._dict):
	for doctype in ("Liaison Officer", "Contact Visit"):
		frappe.get_doc(
			{
				"doctype": "Custom Field",
				"dt": doctype,
				"fieldname": "custom_mark",
				"label": "Mark",
				"fieldtype": "Data",
			}
		).insert()
	shipped = frappe.get_doc("Print Format", "党员领导干部工作记录表")
	assert "liaison_form(doc" in shipped.html  # who duplicates it has the template to change
	html = shipped.html.replace("{{ visit.account }}", "{{ visit.account }}[{{ visit.custom_mark }}]")
	html = html.replace("</h1>", "</h1>[{{ sheet.custom_mark }}]")
	own = frappe.copy_doc(shipped)
	own.update({"__newname": "本校记录表", "standard": "No", "html": html})
	own.insert()
	frappe.db.set_value("Liaison Officer", college.ouyang.name, "custom_mark", "<i>甲</i>")
	frappe.db.set_value("Contact Visit", college.talk, "custom_mark", "乙")
	found = printed("Liaison Officer", college.ouyang.name, "本校记录表")
	assert "[&lt;i&gt;甲&lt;/i&gt;]" in found and "[乙]" in found
	form = frappe.get_doc("Liaison Form", "contact_record")
	form.print_format = "本校记录表"
	form.save()
	other = frappe.get_doc("Liaison Form", "grid")
	other.print_format = "本校记录表"
	with pytest.raises(frappe.ValidationError, match="Liaison Unit"):
		other.save()
	frappe.db.set_value("Liaison Form", "contact_record", "print_format", None)
	own.delete()
	frappe.db.commit()


def test_a_form_of_something_else_is_refused_with_a_sentence(college: frappe._dict):
	for doctype, name, form in (
		("Liaison Officer", college.ouyang.name, "grid"),
		("Liaison Unit", college.unit, "contact_record"),
		("User", "Administrator", "observation"),
	):
		with pytest.raises(frappe.ValidationError, match="has no official form"):
			printing.liaison_form(frappe.get_doc(doctype, name), form)


# --- who may print them ---


@pytest.mark.commits
def test_nobody_else_prints_them(college: frappe._dict, as_user: As):
	"""Through the print view and through the download of a PDF, which says no before it makes one."""
	records = of_record(college)
	for user in (college.bo.user, college.outsider, "Guest"):
		with as_user(user):
			for doctype, name, print_format in records:
				for ask in (get_html_and_style, download_pdf):
					with refused():
						ask(doctype, name, print_format)


def test_who_may_see_a_unit_but_not_answer_for_it_prints_no_form_of_it(college: frappe._dict, as_user: As):
	with as_user(college.bo.user):
		assert frappe.has_permission("Liaison Unit", "read", college.unit)
	with as_user(college.reviewer):
		assert "数控1801" in printed("Liaison Unit", college.unit, "“三联系”汇总表")
		with refused():
			printed("Liaison Unit", college.school, "“三联系”汇总表")


def test_a_record_sent_by_the_browser_names_nobody_else(college: frappe._dict, as_user: As):
	"""The print view takes a whole document from the browser; the form is made of the one that is stored."""
	with as_user(college.bo.user):
		own = paper(college, document_kind="Record Form", officer=college.bo.name, unit=college.unit)
		sent = {**own.as_dict(), "officer": college.ouyang.name}
		html = get_html_and_style(frappe.as_json(sent), print_format="材料：党员领导干部工作记录表")["html"]
		assert college.bo.full_name in html and "欧阳" not in html
		others = {"doctype": "Liaison Officer", "name": college.ouyang.name, "user": college.bo.user}
		with refused():
			get_html_and_style(json.dumps(others), print_format="党员领导干部工作记录表")


def test_who_may_read_but_not_print_does_not_print(college: frappe._dict, as_user: As):
	for row in frappe.get_all(
		"DocPerm", {"parent": "Liaison Officer", "role": "Liaison Reviewer", "permlevel": 0}
	):
		frappe.db.set_value("DocPerm", row.name, "print", 0)
	frappe.clear_cache(doctype="Liaison Officer")
	with as_user(college.reviewer), refused():
		printed("Liaison Officer", college.ouyang.name, "党员领导干部工作记录表")


@pytest.mark.commits
def test_a_key_to_a_record_opens_no_form(college: frappe._dict, as_user: As):
	"""Whoever may print can send a link with a key; a form is only for who may see what stands on it."""
	key = frappe.get_doc("Liaison Officer", college.ouyang.name).get_document_share_key()
	with as_user("Guest"), refused():
		frappe.form_dict.key = key
		frappe.get_print("Liaison Officer", college.ouyang.name, "党员领导干部工作记录表")


@pytest.mark.parametrize(
	"print_format", ["党员领导干部工作记录表", "“五联七进”工作记录表", "“三特一体”工作记录表"]
)
def test_the_confidential_account_is_for_those_present(print_format: str, college: frappe._dict, as_user: As):
	with as_user(college.ouyang.user):
		assert "某同学的心事" in printed("Liaison Officer", college.ouyang.name, print_format)
	for reader in (college.reviewer, college.manager):
		with as_user(reader):
			html = printed("Liaison Officer", college.ouyang.name, print_format)
			assert "研究发展党员" in html and "某同学的心事" not in html


def test_the_category_of_hardship_is_for_who_may_read_it(college: frappe._dict, as_user: As):
	clerk = builders.make_user("print.clerk@liaison.example", "Liaison Clerk")
	officer = frappe.get_doc("Liaison Officer", college.ouyang.name)
	officer.append("clerk_users", {"user": clerk})
	officer.save()
	with as_user(clerk):
		html = printed("Liaison Officer", college.ouyang.name, "“三联系”登记表")
		assert "赵刚" in html and "心理" not in html
		assert "心理" not in printed("Liaison Assignment", college.assignment, "“三联系”登记表（按联系安排）")
	with as_user(college.reviewer):
		assert "心理" not in printed("Liaison Unit", college.unit, "“三联系”汇总表")


def test_no_print_format_shows_what_is_hidden_from_the_reader(college: frappe._dict, as_user: As):
	"""Frappe's own print, and one that an administrator made and that names the fields."""
	for doctype, field in (
		("Contact Visit", "confidential_account"),
		("Contact Target", "hardship_category"),
	):
		frappe.get_doc(
			{
				"doctype": "Print Format",
				"__newname": f"Own {doctype}",
				"doc_type": doctype,
				"custom_format": 1,
				"html": f"[{{{{ doc.title }}}}: {{{{ doc.{field} }}}}]",
			}
		).insert()
	clerk = builders.make_user("print.clerk@liaison.example", "Liaison Clerk")
	officer = frappe.get_doc("Liaison Officer", college.ouyang.name)
	officer.append("clerk_users", {"user": clerk})
	officer.save()
	asked = (
		("Contact Visit", college.talk, "心事"),
		("Contact Target", college.student.name, "Psychological"),
	)
	for doctype, name, secret in asked:
		for print_format in ("Standard", f"Own {doctype}"):
			with as_user(college.ouyang.user):
				assert secret in printed(doctype, name, print_format) or print_format == "Standard"
			with as_user(clerk):
				assert secret not in printed(doctype, name, print_format)


# --- as a PDF ---


@pytest.mark.commits
def test_a_long_record_repeats_its_rows_on_every_page(college: frappe._dict, at_web: sitekit.Server):
	talk = frappe.get_doc("Contact Visit", college.talk)
	frappe.db.set_value("Contact Visit", college.talk, "account", LONG + "龘。")
	frappe.db.commit()
	try:
		pdf = PdfReader(
			io.BytesIO(
				frappe.get_print(
					"Liaison Officer", college.ouyang.name, "党员领导干部工作记录表", as_pdf=True
				)
			)
		)
	finally:
		frappe.db.set_value("Contact Visit", college.talk, "account", talk.account)
		frappe.db.commit()
	pages = [unicodedata.normalize("NFKC", page.extract_text()).replace("\n", "") for page in pdf.pages]
	assert len(pages) > 2
	for number, page in enumerate(pages, 1):
		for told in (
			"党员领导干部姓名",
			"联系工作开展情况",
			"具体联系情况",
			f"第{number}",
		):
			assert told in page.replace(" ", "").replace("\t", "")
	assert "".join(pages).count("听取支部汇报") == 60 and "龘" in pages[-1] and "先讲后练" in pages[-1]


@pytest.mark.commits
def test_over_http_as_the_officer_and_as_another(
	college: frappe._dict, at_web: sitekit.Server, make_user: Callable[..., str]
):
	"""The PDF of the desk has its Chinese name; Frappe's own download prints it too; a stranger gets neither."""
	for user in (college.ouyang.user, college.outsider):
		frappe.utils.password.update_password(user, USER_PASSWORD)
	frappe.db.commit()
	own = {"form": "contact_record", "officer": college.ouyang.name, "day": DAY, "file_format": "pdf"}
	frappes = {
		"doctype": "Liaison Officer",
		"name": college.ouyang.name,
		"format": "党员领导干部工作记录表",
		"day": DAY,
	}
	addresses = [
		("/api/method/liaison_app.api.forms.download", own),
		("/api/method/frappe.utils.print_format.download_pdf", frappes),
		("/printview", frappes),
	]
	answers = {}
	for user in (college.ouyang.user, college.outsider, ""):
		session = requests.Session()
		if user:
			session.post(f"{at_web.url}/api/method/login", {"usr": user, "pwd": USER_PASSWORD}, timeout=30)
		answers[user] = [session.get(at_web.url + path, params=args, timeout=60) for path, args in addresses]
	good = answers[college.ouyang.user]
	assert [answer.status_code for answer in good] == [200] * 3
	assert [answer.content[:5] for answer in good[:2]] == [b"%PDF-"] * 2
	assert "filename*=UTF-8''%E5%85%9A" in good[0].headers["Content-Disposition"]
	for user in (college.outsider, ""):
		assert all(answer.status_code >= 400 and b"%PDF" not in answer.content for answer in answers[user])
		assert all(NAME.split("/")[0] not in answer.text for answer in answers[user])


@pytest.mark.commits
def test_a_generator_that_fails_is_told_in_a_sentence(college: frappe._dict, monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setitem(frappe.local.conf, "host_name", "http://nowhere.invalid")
	with pytest.raises(frappe.ValidationError, match="could not be made on this server"):
		api.download("contact_record", officer=college.ouyang.name, day=DAY, file_format="pdf")
	with pytest.raises(frappe.ValidationError, match="Say of whom"):
		api.download("grid", day=DAY, file_format="pdf")


def test_formulas_stay_text_on_paper(college: frappe._dict):
	found = printed("Liaison Unit", college.unit, "“三联系”汇总表")
	assert FORMULA.replace("'", "&#39;") in found
