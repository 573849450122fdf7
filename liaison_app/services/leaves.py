"""Absences of officers: those of their own record and, where HRMS is installed, its approved leave applications."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

import frappe

from .tables import MOST_NAMES, Rows, batches, children, is_among, select_in, table_of

OFFICER = "Liaison Officer"
APPLICATION, EMPLOYEE = "Leave Application", "Employee"
ASKED = {
	APPLICATION: ("employee", "from_date", "to_date", "status", "half_day", "half_day_date"),
	EMPLOYEE: ("user_id",),
}
DAY = timedelta(days=1)


def of(officers: Collection[str]) -> Rows:
	"""(officer, first day, last day) of all that is known of these officers."""
	own = children("Officer Leave", OFFICER, ("from_date", "to_date"), officers)
	return [*own, *sorted(set(_applied_for(officers)))]


def away(since: date, until: date) -> set[str]:
	"""Officers of whom an approved application of HRMS shares a day with the span."""
	if not hrms():
		return set()
	application = table_of(APPLICATION)
	meets = (application.to_date >= since) & (application.from_date <= until)
	users = {user for user, *_days in _applications(meets)}
	return {name for (name,) in select_in(OFFICER, ("name",), "user", users)}


def hrms() -> bool:
	"""Whether leave applications are kept on this site, by HRMS or by a DocType of the same name and fields."""
	return all(
		frappe.db.table_exists(doctype) and all(frappe.get_meta(doctype).has_field(each) for each in fields)
		for doctype, fields in ASKED.items()
	)


def officers_of(employee: str) -> set[str]:
	"""The officer who is this employee."""
	user = frappe.db.get_value(EMPLOYEE, employee, "user_id") if hrms() else None
	return {name for (name,) in select_in(OFFICER, ("name",), "user", {user})} if user else set()


def _applied_for(officers: Collection[str]) -> Iterator[tuple[str, date, date]]:
	if not hrms():
		return
	users = {user: name for name, user in select_in(OFFICER, ("name", "user"), "name", officers) if user}
	employee = table_of(EMPLOYEE)
	for some in batches(sorted(users), MOST_NAMES):
		for user, *days in _applications(is_among(employee.user_id, some)):
			yield from ((users[user], first, last) for first, last in _whole_days(*days))


def _applications(condition: Any) -> Rows:
	"""(user, first day, last day, half a day, which) of approved applications."""
	application, employee = table_of(APPLICATION), table_of(EMPLOYEE)
	asked = [application[field] for field in ("from_date", "to_date", "half_day", "half_day_date")]
	query = frappe.qb.from_(application).join(employee).on(employee.name == application.employee)
	query = query.select(employee.user_id, *asked)
	approved = (application.status == "Approved") & (application.docstatus == 1)
	return list(query.where(approved & condition).run())


def _whole_days(first: date, last: date, has_half: int, half: date | None) -> Iterator[tuple[date, date]]:
	"""The days without the one of which only a half is leave: there is time for a contact."""
	if not has_half:
		yield first, last
		return
	half = half or first
	if first < half:
		yield first, half - DAY
	if half < last:
		yield half + DAY, last
