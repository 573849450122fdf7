"""Loads a workbook: all of it or nothing. The caller commits, or rolls back when it is refused."""

from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe import _

from .. import rule_cache, workflow_states
from .checking import check
from .difference import Changes, difference
from .faults import WorkbookRefused
from .numbering import reserve
from .reading import Content, read_workbook
from .resolving import Known
from .sheets import SHEETS
from .stored import read_known
from .writing import Writer

Say = Callable[[float, str], None]
# What people search for in the desk's search bar; bulk writing passes by what fills it.
SEARCHED = ("Liaison Officer", "Contact Target")


@dataclass(frozen=True)
class Loaded:
	"""What was done with the rows of one sheet."""

	sheet: str
	rows: int
	added: int
	changed: int
	unchanged: int


def load_workbook(content: bytes, say: Say = lambda share, what: None) -> list[Loaded]:
	"""Brings the site to what the workbook says; nothing is deleted. What was done, by sheet.

	`say(share, what)` is told how far it is, 0 to 1. Raises WorkbookRefused with every fault, before anything is written.
	"""
	return load(read(content, say), say)


def read(content: bytes, say: Say = lambda share, what: None) -> Content:
	"""The first part: the rows of the workbook. Raises WorkbookRefused when they cannot be read as such."""
	return read_workbook(content, lambda share, sheet: say(0.4 * share, _("Reading {0}").format(sheet)))


def load(found: Content, say: Say = lambda share, what: None) -> list[Loaded]:
	"""The second part. Two loads at once go one after the other when each begins its transaction here."""
	# Whoever else loads a workbook now waits here; what is read below is what they left.
	reserve("Liaison Assignment", 0)
	say(0.4, _("Checking"))
	known = read_known(found)
	check(found, known)
	if found.faults:
		raise WorkbookRefused(found.faults)
	changes = difference(found, known)
	writer = Writer(_names(known))
	writer.write(changes, lambda share, sheet: say(0.5 + 0.5 * share, _("Writing {0}").format(sheet)))
	workflow_states.align("Liaison Assignment")  # written in bulk, past the workflow
	_after_commit(writer.touched, changes)
	say(1.0, _("Done"))
	return [
		Loaded(sheet.title, one.rows, len(one.added), len(one.changed), one.unchanged)
		for sheet in SHEETS
		if (one := changes[sheet.name]).rows
	]


def _names(known: Known) -> dict[str, dict[str, str]]:
	"""Code -> name of officers and targets."""
	return {
		sheet: {key[0]: stored.name for key, stored in known.stored[sheet].items()}
		for sheet in ("Officers", "Targets")
	}


def _after_commit(touched: dict[str, set[str]], changes: dict[str, Changes]) -> None:
	"""Once it is certain: forget cached records, and let the search bar know the new ones."""
	written = {sheet.doctype for sheet in SHEETS if changes[sheet.name].added or changes[sheet.name].changed}

	def forget() -> None:
		for doctype, names in touched.items():
			for name in names:
				frappe.clear_document_cache(doctype, name)
		rule_cache.forget()

	if written:
		frappe.db.after_commit.add(forget)
	for doctype in SEARCHED:
		if doctype in written:
			frappe.enqueue(
				"frappe.utils.global_search.rebuild_for_doctype",
				doctype=doctype,
				queue="long",
				job_id=f"global-search-{doctype}",
				deduplicate=True,
				enqueue_after_commit=True,
			)
