"""Officers as the forms name them, and what they hold."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _

from liaison_app.forms.rows import OfficerRow
from liaison_app.permissions import rows_seen

from ..tables import by_parent, children, select, select_in, table_of

OFFICER = "Liaison Officer"
COLUMNS = ("name", "full_name", "unit", "party_member", "mobile_short", "office_phone")


def officer_rows(names: Collection[str], day: date) -> dict[str, OfficerRow]:
	"""The officers with the posts that they hold on the day, by name. Asks twice, however many there are."""
	posts = _posts(names, day)
	return {
		name: OfficerRow(
			name=full_name or name,
			post="、".join(posts.get(name, ())),
			unit=unit or "",
			political_status="中共党员" if member else "",
			mobile=mobile or "",
			office_phone=phone or "",
		)
		for name, full_name, unit, member, mobile, phone in select_in(OFFICER, COLUMNS, "name", names)
	}


def _posts(names: Collection[str], day: date) -> dict[str, list[str]]:
	titles = dict(
		frappe.get_all("Liaison Post", fields=["name", "title_zh"], order_by="name asc", as_list=True)
	)
	fields = ("post", "job_title", "from_date", "to_date")
	found: dict[str, list[str]] = {}
	for officer, tenures in by_parent(children("Officer Tenure", OFFICER, fields, names)).items():
		held = [
			job or titles.get(post) or _(post, lang="zh")
			for post, job, since, until in tenures
			if (not since or since <= day) and (not until or until >= day)
		]
		found[officer] = list(dict.fromkeys(held))
	return found


@dataclass(frozen=True, slots=True)
class Held:
	"""A target that an officer holds. `title`, `target_type` and what lies around it as the target's record says."""

	officer: str
	target: str
	title: str
	target_type: str
	unit: str
	parent: str


def held(user: str, since: date, until: date, officers: Collection[str] | None = None) -> list[Held]:
	"""What the officers (None: all) hold on a day of the span, as far as the user may see both assignment and target."""
	own = table_of("Liaison Assignment")
	conditions: list[Any] = [
		own.status.isin(["Approved", "Ended"]),
		own.from_date <= until,
		own.to_date.isnull() | (own.to_date >= since),
	]
	conditions += [seen for seen in [rows_seen("Liaison Assignment", user)] if seen is not None]
	fields = ("officer", "target")
	if officers is None:
		pairs = select("Liaison Assignment", fields, *conditions)
	else:
		pairs = select_in("Liaison Assignment", fields, "officer", officers, *conditions)
	columns = ("name", "title", "target_type", "unit", "parent_contact_target")
	seen = rows_seen("Contact Target", user)
	known = {
		row[0]: row
		for row in select_in(
			"Contact Target",
			columns,
			"name",
			{name for _officer, name in pairs},
			*([] if seen is None else [seen]),
		)
	}
	return [
		Held(officer, *(value or "" for value in known[name]))
		for officer, name in dict.fromkeys(pairs)
		if name in known
	]
