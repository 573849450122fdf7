"""Visits that a reviewer does not trust: said by people only, told on the visit, and what duties come to without them.

Such a visit goes on counting for its duties, as nobody's word changes what was recorded; the assessment leaves it out.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Criterion

from liaison_app.engine.rows import Obligation, Progress
from liaison_app.engine.summarising import OUT_OF_THE_RATE
from liaison_app.permissions import may_decide

from . import settling, stored
from .stored import Found
from .tables import select_in, table_of

VISIT = "Contact Visit"
FIELDS = ("distrusted", "distrust_reason")


class Distrusted(NamedTuple):
	"""A visit that is not trusted, of one of its officers."""

	visit: str
	officer: str
	reason: str


class Lowered(NamedTuple):
	"""What a duty comes to in all, and without the visits that are not trusted: it is never more."""

	row: Obligation
	state: str
	done: float
	without: float
	visits: tuple[str, ...]

	@property
	def is_lost(self) -> bool:
		"""Whether it was met with these visits only."""
		return self.done >= self.row.quantity > self.without


def distrust(visit: Document, reason: str) -> None:
	"""Leave the submitted visit out of assessments, for a reason that everybody reads who reads the visit.

	Raises PermissionError for who does not review one of its officers, or took part; ValidationError without a reason or for a draft.
	"""
	_require_decision(visit)
	if visit.docstatus != 1:
		frappe.throw(_("Only a submitted visit can be left out of the assessment."))
	if not reason.strip():
		frappe.throw(_("Say why the visit is not trusted."))
	reason = reason.strip()[:1000]
	visit.db_set({"distrusted": 1, "distrust_reason": reason})
	_note(visit, _("Not trusted, says {0}: {1}"), reason)


def trust(visit: Document, reason: str) -> None:
	"""Take the visit into assessments again, for a reason. Raises as `distrust` does."""
	_require_decision(visit)
	if not visit.get("distrusted"):
		frappe.throw(_("This visit is trusted already."))
	if not reason.strip():
		frappe.throw(_("Say why the visit is trusted again."))
	visit.db_set({"distrusted": 0, "distrust_reason": None})
	_note(visit, _("Trusted again, says {0}: {1}"), reason.strip()[:1000])


def may_judge(visit: Document) -> bool:
	"""Whether the user reviews one of the visit's officers, and did not take part."""
	people = _people(visit)
	own = {user for _unit, user in people}
	return frappe.session.user not in own and any(may_decide(unit) for unit, _user in people)


def carry_over(visit: Document, first: Document | None) -> None:
	"""A correction is trusted no more than what it corrects, until a reviewer says so."""
	if first and first.get("distrusted"):
		visit.update({field: first.get(field) for field in FIELDS})


def _require_decision(visit: Document) -> None:
	if not may_judge(visit):
		frappe.throw(
			_(
				"Whether a visit is trusted is for the reviewer of its officers to say, and for nobody who took part."
			),
			frappe.PermissionError,
		)


def _people(visit: Document) -> list[tuple[str, str]]:
	"""(unit, user) of the officers who took part."""
	names = {line.officer for line in visit.officers}
	return [(unit, user) for unit, user in select_in("Liaison Officer", ("unit", "user"), "name", names)]


def _note(visit: Document, text: str, reason: str) -> None:
	who = frappe.utils.get_fullname(frappe.session.user)
	visit.add_comment("Info", text.format(*(frappe.utils.escape_html(part) for part in (who, reason))))


# --- figures without them ---


def distrusted(*conditions: Criterion) -> list[Distrusted]:
	"""The submitted visits that are not trusted, once for each of their officers, in order of their names."""
	visit, presence = table_of(VISIT), table_of("Contact Visit Officer")
	query = frappe.qb.from_(visit).join(presence)
	query = query.on((presence.parent == visit.name) & (presence.parenttype == VISIT))
	query = query.select(visit.name, presence.officer, visit.distrust_reason)
	for condition in ((visit.distrusted == 1) & (visit.docstatus == 1), *conditions):
		query = query.where(condition)
	rows = query.orderby(visit.name).orderby(presence.idx).run()
	return [Distrusted(name, officer, reason or "") for name, officer, reason in rows]


def lowered(visits: Iterable[Distrusted], *conditions: Criterion) -> list[Lowered]:
	"""The rated duties of officers that count a visit which is not trusted, among those that meet the conditions.

	What is stored stays. Only these duties are settled anew, so the number of queries does not hang on that of the officers.
	"""
	named = list(visits)
	officers, names = {each.officer for each in named}, {each.visit for each in named}
	if not names:
		return []
	table = table_of(stored.DOCTYPE)
	counted = (table.owner_kind == "Officer") & table.counted_contacts.notin(("", "[0]"))
	rows = stored.read_rows(counted, *conditions, among=("owner_key", officers))
	found = [each for each in rows.values() if _counts(each, names)]
	settled = settling.with_and_without([each.row.row for each in found], names)
	return [_lowered(each, names, settled.get(each.row.row.name)) for each in found]


def _counts(found: Found, names: Collection[str]) -> bool:
	row = found.row
	return row.state not in OUT_OF_THE_RATE and not set(row.progress.contacts).isdisjoint(names)


def _lowered(found: Found, names: Collection[str], settled: tuple[Progress, Progress] | None) -> Lowered:
	"""A closed row that settles otherwise today, its rule having changed or gone, loses the share that the visits had among its contacts."""
	progress = found.row.progress
	doubted = tuple(name for name in progress.contacts if name in names)
	if settled and set(doubted) <= set(settled[0].contacts):
		lost = settled[0].done - settled[1].done
	else:
		lost = progress.done * len(doubted) / len(progress.contacts)
	without = min(progress.done, max(0.0, progress.done - lost))
	return Lowered(found.row.row, found.row.state, progress.done, without, doubted)


def told(visits: Iterable[Distrusted]) -> str:
	"""Each visit with its reason."""
	return "; ".join(f"{each.visit}: {each.reason}" for each in visits)
