"""What the site tests of the workbook share: the words it refers to, loading, and all that it could write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from frappe.utils.background_jobs import get_redis_conn

from liaison_app.services.workbook.faults import WorkbookRefused
from liaison_app.services.workbook.loading import load_workbook
from liaison_app.services.workbook.sheets import SHEETS
from tests import sitekit
from tests.site.builders import ensure, make_user
from tests.workbooks import Rows, workbook

OURS = (
	"Liaison Unit",
	"Liaison Term",
	"Liaison Officer",
	"Officer Tenure",
	"Officer Leave",
	"Liaison Unit Link",
	"Contact Target",
	"Target Tag",
	"Target Contact Person",
	"Liaison Term Link",
	"Liaison Assignment",
	"Version",
	"Series",
)


@pytest.fixture(scope="module", autouse=True)
def words(site: str) -> Iterator[None]:
	"""What a workbook refers to and cannot bring itself; there for all tests of this file."""
	sitekit.start_afresh()
	with sitekit.clean_afterwards():
		make_user("clerk@liaison.example", "Liaison Clerk")
		make_user("lin@liaison.example", "Liaison Officer")
		ensure("Liaison Post", "post_name", "President", title_zh="院长")
		ensure("Liaison Post", "post_name", "Staff")
		for target_type in ("Class", "Student", "Course"):
			ensure("Target Type", "target_type_name", target_type)
		ensure("Liaison Tag", "tag_name", "Applicant")
		frappe.db.commit()
		forget_jobs()
		yield


def forget_jobs() -> None:
	"""What Frappe does with the jobs of a worker that is gone."""
	get_redis_conn().flushall()


def load(rows: Rows) -> dict[str, tuple[int, int, int]]:
	"""Sheet -> rows that are new, changed, as before."""
	short = {sheet.title: sheet.name for sheet in SHEETS}
	return {
		short[one.sheet]: (one.added, one.changed, one.unchanged) for one in load_workbook(workbook(rows))
	}


def faults(rows: Rows) -> list[str]:
	"""What is wrong with a workbook, after making sure that nothing of it is on the site."""
	before = everything()
	with pytest.raises(WorkbookRefused) as refused:
		load_workbook(workbook(rows))
	assert everything() == before
	return [str(fault) for fault in refused.value.faults]


def fault(rows: Rows) -> str:
	found = faults(rows)
	assert len(found) == 1, found
	return found[0]


def everything() -> dict[str, list[tuple[Any, ...]]]:
	"""Every row of every table that an import writes, reservations of numbers left out while they are none."""
	found = {}
	for doctype in OURS:
		table = frappe.qb.DocType(doctype)
		rows = frappe.qb.from_(table).select("*").run()
		if doctype == "Series":
			rows = [row for row in rows if row[1]]
		found[doctype] = sorted(rows, key=repr)
	return found


def officer(code: str = "E001") -> Any:
	return frappe.get_doc("Liaison Officer", {"officer_code": code})


def target(code: str) -> Any:
	return frappe.get_doc("Contact Target", {"code": code})
