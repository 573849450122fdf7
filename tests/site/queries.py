"""Counting the queries that a piece of code sends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe


@contextmanager
def counted() -> Iterator[list[str]]:
	"""`with counted() as queries:` the statements sent in the block, in order."""
	queries: list[str] = []
	send = frappe.db.sql

	def noted(query: str, *arguments: object, **options: object) -> object:
		queries.append(str(query))
		return send(query, *arguments, **options)

	frappe.db.sql = noted
	try:
		yield queries
	finally:
		del frappe.db.sql
