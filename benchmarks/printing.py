"""The PDF of an official form of twelve rows against Frappe's own Standard print of the same document."""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter

import frappe

from . import institution
from .stage import Stage, say
from .table import Row

BAR = 3
ROWS = 12
FORM = "材料：党员领导干部工作记录表"
ACCOUNT = "到支部参加组织生活，听取发展党员和教师理论学习情况汇报，协调解决设备报修慢的问题。"
NOWHERE = "http://127.0.0.1:9"  # both do without Frappe's style sheet: no web server runs here


def measure(stage: Stage) -> Row:
	"""A paper of an officer with twelve visits, whose own table has twelve rows as well, printed in turn either way."""
	stage.set()
	paper = _paper_with_visits()
	frappe.local.conf.host_name = NOWHERE
	ours, standard = [], []
	for _ in range(2 * stage.repeats + 1):
		ours.append(_seconds(paper, FORM))
		standard.append(_seconds(paper, "Standard"))
	form, plain = min(ours[1:]), min(standard[1:])  # the first fills caches
	say(f"PDF: {form:.2f} s, Standard {plain:.2f} s")
	return Row(
		f"PDF of an official form of {ROWS} rows against Frappe's Standard print of the same document",
		f"≤ {BAR} ×",
		f"{form / plain:.2f} ×",
		form <= BAR * plain,
		f"{form:.2f} s against {plain:.2f} s, of which the PDF generator takes nearly all",
	)


def _paper_with_visits() -> str:
	"""Twelve visits of one officer in the last days, and a paper that tells of them in twelve parts."""
	officer = institution.officer_name(0)
	for day in range(1, ROWS + 1):
		visit = frappe.get_doc(
			{
				"doctype": "Contact Visit",
				"officers": [{"officer": officer}],
				"targets": [{"target": institution.class_of(0)}],
				"activities": [{"activity": institution.ACTIVITY}],
				"start": frappe.utils.now_datetime() - timedelta(days=day),
				"duration_minutes": 30,
				"mode": "Face to Face",
				"account": ACCOUNT,
			}
		)
		visit.insert().submit()
	parts = [{"heading": f"第{number}项", "text": ACCOUNT} for number in range(1, ROWS + 1)]
	values = {"title": "工作记录", "document_kind": "Record Form", "officer": officer, "sections": parts}
	paper = frappe.get_doc({"doctype": "Duty Document", **values}).insert()
	frappe.db.commit()
	return str(paper.name)


def _seconds(paper: str, print_format: str) -> float:
	"""One PDF, as Frappe's download makes it."""
	began = perf_counter()
	content = frappe.get_print("Duty Document", paper, print_format, as_pdf=True)
	if not content.startswith(b"%PDF"):
		raise RuntimeError(f"{print_format} is no PDF")
	return perf_counter() - began
