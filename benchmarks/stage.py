"""What the rows of the table share: the institution, the first generation of its obligations, and the rows it wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter
from typing import Any

import frappe

from . import institution
from .night import Night, run_alone

NIGHT = date(2026, 10, 26)  # the Monday of the week in which the duties of a month fall due
LATER = timedelta(days=21)  # by then something has been missed
OBLIGATION, TODO = "Periodic Obligation", "ToDo"


@dataclass
class Stage:
	"""The site with `officers` officers; `repeats` is how often what is compared is measured, in turn; of each the least time counts."""

	officers: int
	repeats: int = 3
	_built: int = 0

	def set(self, officers: int | None = None) -> None:
		"""Make the site hold so many officers (else the stage's own number)."""
		wanted = officers or self.officers
		if self._built != wanted:
			institution.build(wanted, visits_before=NIGHT)
			self._built = wanted

	def first_generation(self) -> Night:
		"""Forget every run, then run the night of a first day; what it wrote is left in place."""
		institution.forget_runs()
		return run_alone(NIGHT)

	def weeks_later(self) -> date:
		"""All officers, the first generation and a night three weeks later, whose day is returned."""
		self.set()
		self.first_generation()
		run_alone(NIGHT + LATER)
		frappe.db.rollback()  # a new snapshot: another process has written
		frappe.db.sql_ddl(f"ANALYZE TABLE `tab{OBLIGATION}`")
		return NIGHT + LATER


def seconds_as_officer(number: int, call: Callable[[], object]) -> float:
	"""Time of the call as that officer in what is a new request to Frappe."""
	site = frappe.local.site
	frappe.destroy()
	frappe.init(site)
	frappe.connect()
	frappe.set_user(f"{institution.officer_name(number).lower()}@liaison.example")
	began = perf_counter()
	call()
	return perf_counter() - began


@dataclass(frozen=True)
class Written:
	"""All rows of a DocType, finished: its columns and their values."""

	doctype: str
	columns: list[str]
	rows: list[tuple[Any, ...]]


def written(doctype: str) -> Written:
	"""What a generation has left in a table."""
	frappe.db.rollback()  # a new snapshot: other processes have written
	columns = frappe.db.get_table_columns(doctype)
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(*[table[column] for column in columns]).orderby(table.name)
	return Written(doctype, columns, list(query.run()))


def say_nights(what: str, nights: list[Night]) -> None:
	seconds = ", ".join(f"{night.seconds:.1f}" for night in nights)
	created, opened = nights[-1].created, nights[-1].todos_opened
	say(f"{what}: {seconds} s; {created} obligations, {opened} to-dos")


def say(text: str) -> None:
	print(f"   {text}", flush=True)
