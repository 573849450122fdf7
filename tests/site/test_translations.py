"""Frappe finds the app's texts in Chinese, and none that it extracts is left out of the template."""

import frappe
from frappe import _

from devtools import translations
from liaison_app.engine.problems import Problem

PACK_WORDS = {
	"Liaison Activity Type",
	"Liaison Post",
	"Liaison Tag",
	"Liaison Unit Type",
	"Target Type",
	"Trigger Event Type",
}


def test_every_text_that_frappe_extracts_is_in_the_template():
	stored = {(each.id, each.context) for each in translations.messages(translations.read(translations.POT))}
	found = {(each.id, each.context) for each in translations.messages(translations.collect())}
	assert sorted(found - stored, key=str) == [], "run devtools/translations.py"
	assert sorted(stored - found, key=str) == [], "run devtools/translations.py"


def test_a_site_speaks_chinese_without_compiled_translations():
	assert _("Overdue", lang="zh") == "逾期"
	assert _("Party Branch", lang="zh") == "党支部"
	assert _("Contact Visit", lang="zh") == "联系记录"
	assert _("second on one day", lang="zh") == "同日重复"
	assert _("Row {0}: ", lang="zh") == "第 {0} 行："


def test_a_label_has_the_sense_of_its_doctype_and_elsewhere_the_general_one():
	assert _("Rule", lang="zh", context="Periodic Obligation") == "联系职责"
	assert _("Rule", lang="zh") == "规则"


def test_names_of_pack_words_are_translated_where_records_link_to_them():
	from frappe.translate import get_translated_doctypes

	assert PACK_WORDS <= set(get_translated_doctypes())


def test_a_word_is_found_by_its_chinese_name():
	from frappe.desk.search import search_link

	frappe.get_doc({"doctype": "Liaison Post", "post_name": "Party Secretary"}).insert()
	frappe.local.lang = "zh"
	try:
		found = search_link("Liaison Post", "党委书记")
	finally:
		frappe.local.lang = "en"
	assert [row["value"] for row in found] == ["Party Secretary"]


def test_a_problem_of_a_rule_is_told_in_chinese_throughout():
	problem = Problem(
		"subject_kind", "The period {0} begins with an assignment. Choose the subject Assigned.", ("Rolling",)
	)
	told = problem.text(lambda text: _(text, lang="zh"))
	assert told == "周期“滚动”自联系安排起算，联系对象请选“所联系对象”。"
