"""Submitted visits as the checks see them, each under the name of the first document of its chain of amendments.

The confidential account is never read: what nobody may read cannot come into any evidence.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import frappe
from frappe.query_builder import Criterion

from liaison_app.honesty import Visit

from ..tables import Rows, by_parent, children, select, select_in, table_of

VISIT = "Contact Visit"
FIELDS = ("name", "start", "duration_minutes", "mode", "place", "account", "recorded_on", "attachment")
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".heic", ".tif", ".tiff")


@dataclass(frozen=True)
class Read:
	"""Visits by the checks' names, and (`current`) what each is called on the site today."""

	visits: tuple[Visit, ...] = ()
	current: Mapping[str, str] = field(default_factory=dict)

	def documents(self, names: Collection[str]) -> set[str]:
		"""The site's names of the visits of these names."""
		return {self.current.get(name, name) for name in names}


def between(since: date, until: date) -> Read:
	"""The submitted visits that started on these days, both inclusive."""
	return _read(select(VISIT, FIELDS, *_submitted(since, until)))


def of_officers(officers: Collection[str], days: Collection[date]) -> Read:
	"""The submitted visits of these officers on these days."""
	if not officers or not days:
		return Read()
	present = {
		name
		for (name,) in select_in(
			"Contact Visit Officer",
			("parent",),
			"officer",
			officers,
			table_of("Contact Visit Officer").parenttype == VISIT,
		)
	}
	rows = select_in(VISIT, FIELDS, "name", present, *_submitted(min(days), max(days)))
	return _read([row for row in rows if row[1].date() in days])


def named(names: Collection[str]) -> Read:
	"""Those of the visits that are submitted."""
	return _read(select_in(VISIT, FIELDS, "name", names, table_of(VISIT).docstatus == 1))


def _submitted(since: date, until: date) -> list[Criterion]:
	table = table_of(VISIT)
	after = frappe.utils.add_days(until, 1)
	return [table.docstatus == 1, table.start >= since, table.start < after]


def _read(rows: Rows) -> Read:
	names = [row[0] for row in rows]
	officers = by_parent(children("Contact Visit Officer", VISIT, ("officer",), names))
	targets = by_parent(children("Contact Visit Target", VISIT, ("target",), names))
	activities = by_parent(children("Liaison Activity Link", VISIT, ("activity",), names))
	photos, firsts = _photos(rows), first_names(names)
	visits: list[Visit] = []
	for name, start, minutes, mode, place, account, recorded_on, _attachment in rows:
		visits.append(
			Visit(
				name=str(firsts.get(name) or name),
				officers=tuple(officer for (officer,) in officers.get(name, ())),
				targets=tuple(target for (target,) in targets.get(name, ())),
				activities=tuple(activity for (activity,) in activities.get(name, ())),
				start=start,
				minutes=minutes or 0,
				mode=mode or "",
				place=place or "",
				account=account or "",
				photos=tuple(sorted(photos.get(name, ()))),
				recorded_on=recorded_on,
			)
		)
	return Read(tuple(visits), {firsts.get(name, name): name for name in names})


def first_names(names: Collection[str]) -> dict[str, str]:
	"""Name -> that of the first document of its chain, for visits that amend another."""
	table = table_of(VISIT)
	rows = select(VISIT, ("name", "amended_from"), table.amended_from.isnotnull())
	before: dict[str, str] = dict(rows)
	found = {}
	for name in names:
		first, seen = str(name), {name}
		while before.get(first) and before[first] not in seen:
			first = before[first]
			seen.add(first)
		if first != name:
			found[name] = first
	return found


def _photos(rows: Rows) -> dict[str, set[str]]:
	"""Visit -> hashes of the contents of its pictures: of those attached to it, and of the one in its field."""
	names = {row[0] for row in rows}
	found: dict[str, set[str]] = {}
	attached = table_of("File").attached_to_doctype == VISIT
	columns = ("attached_to_name", "file_url", "content_hash")
	for name, url, content in select_in("File", columns, "attached_to_name", names, attached):
		if content and _is_picture(url):
			found.setdefault(name, set()).add(content)
	urls: dict[str, list[str]] = {}
	for row in rows:
		if _is_picture(row[-1]):
			urls.setdefault(row[-1], []).append(row[0])
	for url, content in select_in("File", ("file_url", "content_hash"), "file_url", set(urls)):
		for name in urls.get(url, ()) if content else ():
			found.setdefault(name, set()).add(content)
	return found


def _is_picture(url: str | None) -> bool:
	return (url or "").lower().endswith(PICTURES)


def with_the_same_photos(names: Collection[str]) -> set[str]:
	"""The visits that have a picture in common with one of these."""
	attached = table_of("File").attached_to_doctype == VISIT
	hashes = {
		content
		for content, url in select_in(
			"File", ("content_hash", "file_url"), "attached_to_name", names, attached
		)
		if content and _is_picture(url)
	}
	rows: list[tuple[Any, ...]] = select_in("File", ("attached_to_name",), "content_hash", hashes, attached)
	return {name for (name,) in rows if name}
