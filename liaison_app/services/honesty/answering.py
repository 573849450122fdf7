"""What a reviewer answers to a question about visits: explained, or upheld, each with a note; and it can be asked anew."""

from collections.abc import Collection
from typing import Any

import frappe
from frappe import _

from liaison_app.permissions import may_decide

from .. import distrust
from ..tables import select_in
from . import store

LONGEST_NOTE = 1000


def may_answer(flag: Any) -> bool:
	"""Whether the user reviews one of the officers, and is none of them."""
	people = _people(flag)
	own = {user for _unit, user in people}
	return frappe.session.user not in own and any(may_decide(unit) for unit, _user in people)


def explain(flag: Any, note: str) -> None:
	"""The visits are in order: nothing is left out. Raises PermissionError for who may not answer, ValidationError without a note."""
	_answer(flag, "Explained", note)


def uphold(flag: Any, note: str, visits: Collection[str]) -> None:
	"""The doubt stands about these of the visits: they are not trusted from now on, as `distrust` has it, for that reason.

	Raises as `explain` does; ValidationError without visits, or for one that the flag does not ask about.
	"""
	asked = store.visits_of(flag)
	if not visits or not set(visits) <= set(asked):
		frappe.throw(_("Choose the visits that are not trusted among those asked about."))
	_answer(flag, "Upheld", note)
	for name in sorted(visits):
		visit = frappe.get_doc("Contact Visit", name)
		if not visit.distrusted:
			distrust.distrust(visit, note)


def ask_anew(flag: Any, note: str) -> None:
	"""Open an answered question again. Visits that are not trusted stay so until a reviewer trusts them again."""
	_require(flag, note)
	if flag.status not in ("Explained", "Upheld"):
		frappe.throw(_("Only an answered question can be asked anew."))
	flag.update({"status": "Open", "note": note.strip()[:LONGEST_NOTE], "resolved_by": None})
	flag.resolved_on = None
	flag.save(ignore_permissions=True)  # the form is read only; who may answer was asked above


def _answer(flag: Any, status: str, note: str) -> None:
	_require(flag, note)
	if flag.status not in ("Open", "No Longer Found"):
		frappe.throw(_("This was answered already. Reload the page to see by whom."))
	flag.update(
		{
			"status": status,
			"note": note.strip()[:LONGEST_NOTE],
			"resolved_by": frappe.session.user,
			"resolved_on": frappe.utils.now(),
		}
	)
	flag.save(ignore_permissions=True)  # the form is read only; who may answer was asked above


def _require(flag: Any, note: str) -> None:
	if not may_answer(flag):
		frappe.throw(
			_(
				"A question about a visit is for the reviewer of its officers to answer, and for none of them."
			),
			frappe.PermissionError,
		)
	if not note.strip():
		frappe.throw(_("Write a note: how do you know?"))


def _people(flag: Any) -> list[tuple[str, str]]:
	names = {line.officer for line in flag.officers}
	return [(unit, user) for unit, user in select_in("Liaison Officer", ("unit", "user"), "name", names)]
