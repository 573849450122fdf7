"""Draws the Print Formats of the official forms from `devtools/print_pages`, and writes them to `liaison_app/liaison/print_format`.

	python -m devtools.print_formats

The template stands in the record itself, so that an administrator who duplicates a Print Format in the desk gets it to change.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

PAGES = Path(__file__).resolve().parent / "print_pages"
TARGET = Path(__file__).resolve().parent.parent / "liaison_app" / "liaison" / "print_format"
CREATED = "2026-11-21 04:00:00.000000"
LANDSCAPE = """
.print-format {
	margin-top: 10mm;
	margin-bottom: 10mm;
	margin-left: 10mm;
	margin-right: 10mm;
	orientation: Landscape;
}
@page {
	size: A4 landscape;
	margin: 10mm;
}
@media screen {
	.print-format {
		width: 297mm;
		padding: 10mm;
	}
}
"""


@dataclass(frozen=True)
class PrintFormat:
	"""A Print Format: its name, the DocType that it prints, and the page in `print_pages`.

	The name is Chinese, as the form: Frappe's print view shows names untranslated, and must, for it looks the record up by what it shows.
	"""

	name: str
	doctype: str
	page: str
	landscape: bool = False

	@property
	def path(self) -> Path:
		folder = f"{self.page}_of_{self.doctype.replace(' ', '_').lower()}"
		return TARGET / folder / f"{folder}.json"


PRINT_FORMATS = (
	PrintFormat("党员领导干部工作记录表", "Liaison Officer", "contact_record"),
	PrintFormat("“五联七进”工作记录表", "Liaison Officer", "five_contacts_seven_entries"),
	PrintFormat("“三特一体”工作记录表", "Liaison Officer", "three_specialties"),
	PrintFormat("“三联系”登记表", "Liaison Officer", "registration"),
	PrintFormat("“三联系”登记表（按联系安排）", "Liaison Assignment", "registration"),
	PrintFormat("“三联系”汇总表", "Liaison Unit", "grid", landscape=True),
	PrintFormat("听课制度执行情况报告", "Liaison Unit", "execution_report"),
	PrintFormat("听课记录表", "Contact Visit", "observation"),
	PrintFormat("材料：党员领导干部工作记录表", "Duty Document", "contact_record"),
	PrintFormat("材料：“五联七进”工作记录表", "Duty Document", "five_contacts_seven_entries"),
	PrintFormat("材料：“三特一体”工作记录表", "Duty Document", "three_specialties"),
	PrintFormat("材料：“三联系”登记表", "Duty Document", "registration"),
	PrintFormat("材料：“三联系”汇总表", "Duty Document", "grid", landscape=True),
	PrintFormat("材料：听课制度执行情况报告", "Duty Document", "execution_report"),
)


def drawn(each: PrintFormat) -> dict[str, Any]:
	"""The record, without the time of its change."""
	css = (PAGES / "form.css").read_text(encoding="utf-8")
	return {
		"absolute_value": 0,
		"align_labels_right": 0,
		"creation": CREATED,
		"css": css + LANDSCAPE if each.landscape else css,
		"custom_format": 1,
		"default_print_language": "zh",
		"disabled": 0,
		"doc_type": each.doctype,
		"docstatus": 0,
		"doctype": "Print Format",
		"font_size": 0,
		"html": (PAGES / f"{each.page}.html").read_text(encoding="utf-8"),
		"idx": 0,
		"line_breaks": 0,
		"margin_bottom": 0.0,
		"margin_left": 0.0,
		"margin_right": 0.0,
		"margin_top": 0.0,
		"modified_by": "Administrator",
		"module": "Liaison",
		"name": each.name,
		"owner": "Administrator",
		"page_number": "Hide",
		"print_format_builder": 0,
		"print_format_builder_beta": 0,
		"print_format_type": "Jinja",
		"raw_printing": 0,
		"show_section_headings": 0,
		"standard": "Yes",
	}


def main() -> None:
	for each in PRINT_FORMATS:
		write(each)


def write(each: PrintFormat) -> None:
	"""Writes the record when it has changed: Frappe takes over only what has a later time of change."""
	record = drawn(each)
	before = json.loads(each.path.read_text(encoding="utf-8")) if each.path.exists() else {}
	if {key: value for key, value in before.items() if key != "modified"} == record:
		return
	record["modified"] = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
	each.path.parent.mkdir(parents=True, exist_ok=True)
	text = json.dumps(dict(sorted(record.items())), ensure_ascii=False, indent=1)
	each.path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
	main()
