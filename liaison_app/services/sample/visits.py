"""The sample's visits: each is checked as its form checks it, then all are written at once, as one by one takes minutes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe.model.document import bulk_insert
from frappe.utils import get_datetime

from ..tables import by_parent, children, select, table_of
from ..workbook.numbering import new_names
from .people import People

Entry = Mapping[str, Any]
Key = tuple[Any, ...]

VISIT = "Contact Visit"
SUBMITTED, CANCELLED = 1, 2
WHY_NOT = "对方临时有事，没有见到，另约时间。"
ATTACHED = {"attached_to_doctype": VISIT, "attached_to_field": "attachment"}
FILE_FIELDS = ("file_name", "file_url", "file_type", "is_private", "file_size", "content_hash", "folder")
PROOF = "联系活动记录（示例）"
HEARING = {"Class Observation", "Teaching Supervision"}
# Ratings with what was remarked, as they come round with the days.
REMARKED = (
	("Excellent", "案例贴近专业，师生互动充分。"),
	("Good", "讲练结合，重点突出。"),
	("Good", "内容充实，板书可再精炼。"),
	("Fair", "讲授偏多，学生参与不足，建议增加讨论。"),
	("Excellent", "思路清楚，课堂气氛活跃。"),
	("", ""),
)


def add_visits(entries: Sequence[Entry], people: People, made: Counter[str]) -> None:
	"""Add the visits of a visits file that the site lacks, submitted on the days that the file says, or cancelled."""
	known = _known()
	maker = _Maker(people)
	visits = [visit for visit in map(maker.visit, entries) if _key(visit) not in known]
	if not visits:
		return
	for visit, name in zip(visits, new_names(VISIT, [{} for _ in visits]), strict=True):
		_complete(visit, name)
	proven = [visit for visit in visits if visit.flags.has_attachment]
	proof = _make_proof() if proven else None
	for visit in proven:
		visit.attachment = proof.file_url if proof else None
	bulk_insert(VISIT, visits)
	_give_to_those_who_recorded(visits)
	if proof:
		_attach(proof, [visit.name for visit in proven])
	made[VISIT] += len(visits)


def _heard(entry: Entry) -> dict[str, Any]:
	"""Of a class that was heard: its rating, who was there, and what was remarked; the same whenever the sample is loaded."""
	if HEARING.isdisjoint(entry["activities"]) or entry.get("attempt"):
		return {}
	start = get_datetime(entry["start"])
	number = start.toordinal() + start.hour
	rating, remark = REMARKED[number % len(REMARKED)]
	expected = 36 + number % 9
	return {
		"overall_rating": rating,
		"teaching_method": remark,
		"lesson": "1-2" if start.hour < 10 else "3-4",
		"expected_students": expected,
		"present_students": expected - number % 4,
	}


class _Maker:
	"""Documents from entries of the file, not yet named."""

	def __init__(self, people: People) -> None:
		self.people = people
		self.users: dict[str, str] = dict(select("Liaison Officer", ("name", "user")))
		self.full_names: dict[str, str] = dict(select("Liaison Officer", ("name", "full_name")))
		self.titles: dict[str, str] = dict(select("Contact Target", ("name", "title")))

	def visit(self, entry: Entry) -> Any:
		officers = [self.people.officers[name] for name in entry["officers"]]
		targets = [self.people.targets[name] for name in entry["targets"]]
		fields = entry.get("fields", {})
		visit = frappe.get_doc(
			{
				"doctype": VISIT,
				"docstatus": CANCELLED if entry.get("cancelled") else SUBMITTED,
				"naming_series": frappe.get_meta(VISIT).get_field("naming_series").default,
				"officers": [{"officer": name, "officer_name": self.full_names[name]} for name in officers],
				"targets": [{"target": name, "target_title": self.titles[name]} for name in targets],
				"activities": [{"activity": name} for name in entry["activities"]],
				"start": get_datetime(entry["start"]),
				"duration_minutes": entry["minutes"],
				"mode": fields.get("mode") or "Face to Face",
				"outcome": fields.get("outcome") or "Done",
				"outcome_reason": WHY_NOT if entry.get("attempt") else None,
				"place": fields.get("place"),
				"account": fields.get("account"),
				"has_report": int(entry.get("has_report", False)),
				"recorded_on": entry["recorded_on"],
				"recorded_by": self.users[officers[0]],
				**_heard(entry),
			}
		)
		visit.flags.has_attachment = entry.get("has_attachment", False)
		return visit


def _known() -> set[Key]:
	"""What tells the site's visits apart: when, who with whom, how long."""
	officers = by_parent(children("Contact Visit Officer", VISIT, ("officer",)))
	targets = by_parent(children("Contact Visit Target", VISIT, ("target",)))
	return {
		(start, tuple(row[0] for row in officers[name]), tuple(row[0] for row in targets[name]), minutes)
		for name, start, minutes in select(VISIT, ("name", "start", "duration_minutes"))
	}


def _key(visit: Any) -> Key:
	officers = tuple(row.officer for row in visit.officers)
	return (visit.start, officers, tuple(row.target for row in visit.targets), visit.duration_minutes)


def _complete(visit: Any, name: str) -> None:
	"""Name the visit and its rows, and check it."""
	visit.name = name
	visit.validate()
	visit.set_parent_in_children()
	for place, row in enumerate(visit.get_all_children()):
		row.name = f"{name}-{place}"
		row.docstatus = visit.docstatus


def _give_to_those_who_recorded(visits: Sequence[Any]) -> None:
	"""Writing in bulk says that Administrator did everything."""
	table = table_of(VISIT)
	query = frappe.qb.update(table).set(table.owner, table.recorded_by)
	query.where(table.name.isin([visit.name for visit in visits])).run()


def _make_proof() -> Any:
	"""The one file that stands for everything that the visits have attached."""
	values = {"file_name": "sample-record.txt", "is_private": 1, "content": PROOF}
	return frappe.get_doc({"doctype": "File", **values}).insert()


def _attach(proof: Any, names: Sequence[str]) -> None:
	"""Attach the file to each of the visits, so that who may read the visit may open it."""
	first, *others = names
	places = [{**ATTACHED, "attached_to_name": name} for name in others]
	values = {field: proof.get(field) for field in FILE_FIELDS}
	files = [
		frappe.get_doc({"doctype": "File", "name": f"{place['attached_to_name']}-proof", **values, **place})
		for place in places
	]
	bulk_insert("File", files)
	proof.db_set({**ATTACHED, "attached_to_name": first}, update_modified=False)
