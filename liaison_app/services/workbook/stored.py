"""What the site has, in the words of the workbook: read in a few queries, officers and targets named by their codes."""

from collections.abc import Iterable
from typing import Any

from ..tables import by_parent, children, select
from .reading import Content
from .resolving import Key, Known, Stored
from .sheets import BY_NAME, Column, Sheet, folded

# Where the words are that a workbook may use but not add: kind -> DocType, with a Chinese title or not.
WORDS = {
	"post": ("Liaison Post", True),
	"unit type": ("Liaison Unit Type", False),
	"target type": ("Target Type", True),
	"tag": ("Liaison Tag", False),
	"regulation": ("Liaison Regulation", True),
	"assignment rule": ("Liaison Assignment Rule", True),
	"user": ("User", False),
}
CODE_FIELDS = {"Officers": "officer_code", "Targets": "code"}


def read_known(content: Content) -> Known:
	"""Everything that the workbook may touch or refer to."""
	known = Known(words={kind: _words(doctype, zh) for kind, (doctype, zh) in WORDS.items()})
	codes = {name: _codes(name, content) for name in CODE_FIELDS}
	for name in ("Units", "Terms"):
		known.stored[name] = _by_key(BY_NAME[name], _rows(BY_NAME[name]))
	for name in ("Officers", "Targets"):
		known.stored[name] = _people(BY_NAME[name], codes[name])
	for sheet in BY_NAME.values():
		if sheet.parent_sheet:
			known.stored[sheet.name] = _child_rows(sheet, codes[sheet.parent_sheet])
	known.stored["Assignments"] = _assignments(codes)
	known.disabled_users = frozenset(
		name for name, enabled in select("User", ("name", "enabled")) if not enabled
	)
	known.regulation_of_rule = dict(select("Liaison Assignment Rule", ("name", "regulation")))
	_read_officers(known, codes["Officers"])
	return known


def _words(doctype: str, has_title_zh: bool) -> dict[str, str]:
	"""Folded name, Chinese title, or both -> name. A name comes before a title that reads the same."""
	found: dict[str, str] = {}
	for name, *titles in select(doctype, ("name", "title_zh") if has_title_zh else ("name",)):
		for title in filter(None, titles):
			found.setdefault(folded(title), name)
			found[folded(f"{name} {title}")] = name
	found.update({folded(name): name for (name,) in select(doctype, ("name",))})
	return found


def _codes(sheet: str, content: Content) -> dict[str, str]:
	"""Name -> code of every officer or target that has one.

	An officer typed in without a code is the one of the workbook whose login is the same, and gets that code.
	"""
	field = CODE_FIELDS[sheet]
	rows = select(BY_NAME[sheet].doctype, ("name", field, "user"))
	codes = {name: code for name, code, _user in rows if code}
	if sheet == "Officers":
		taken = set(map(folded, codes.values()))
		wanted = {
			folded(row.values["user"]): row.values["officer_code"]
			for row in content.tables["Officers"].rows
			if row.values.get("user") and row.values.get("officer_code")
		}
		for name, code, user in rows:
			adopted = wanted.get(folded(user or ""))
			if not code and adopted and folded(adopted) not in taken:
				codes[name] = adopted
	return codes


def _rows(sheet: Sheet) -> list[tuple[str, dict[str, Any]]]:
	"""(name, values) of the DocType's rows, lists left out."""
	fields = sheet.own_fields
	found = []
	for name, *values in select(sheet.doctype, ("name", *fields)):
		found.append((name, dict(zip(fields, values, strict=True))))
	return found


def _by_key(sheet: Sheet, rows: Iterable[tuple[str, dict[str, Any]]]) -> dict[Key, Stored]:
	return {tuple(values[name] or None for name in sheet.key): Stored(row, values) for row, values in rows}


def _people(sheet: Sheet, codes: dict[str, str]) -> dict[Key, Stored]:
	"""Officers or targets that have a code, with their lists."""
	lists = {column.field: _list_of(sheet, column) for column in sheet.lists}
	found: dict[Key, Stored] = {}
	for name, values in _rows(sheet):
		if name in codes:
			if "parent_contact_target" in values:
				above = values["parent_contact_target"]
				# A parent without a code has no word in the workbook; its name keeps it apart from "none".
				values["parent_contact_target"] = codes.get(above, above)
			values.update({field: rows.get(name, ()) for field, rows in lists.items()})
			found[(codes[name],)] = Stored(name, values)
	return found


def _list_of(sheet: Sheet, column: Column) -> dict[str, tuple[str, ...]]:
	rows = children(column.child_doctype, sheet.doctype, ("parentfield", column.child_field))
	return {
		parent: tuple(value for parentfield, value in lines if parentfield == column.field)
		for parent, lines in by_parent(rows).items()
	}


def _child_rows(sheet: Sheet, codes: dict[str, str]) -> dict[Key, Stored]:
	parent_doctype = BY_NAME[sheet.parent_sheet].doctype
	fields = sheet.own_fields
	found = []
	for parent, name, *line in children(sheet.doctype, parent_doctype, ("name", *fields)):
		if parent in codes:
			values = dict(zip(fields, line, strict=True))
			found.append((name, {sheet.parent_column: codes[parent], **values}))
	return _by_key(sheet, found)


def _assignments(codes: dict[str, dict[str, str]]) -> dict[Key, Stored]:
	"""Those between an officer and a target that both have a code; the last of several with one key."""
	officers, targets = codes["Officers"], codes["Targets"]
	found = [
		(name, {**values, "officer": officers[values["officer"]], "target": targets[values["target"]]})
		for name, values in _rows(BY_NAME["Assignments"])
		if values["officer"] in officers and values["target"] in targets
	]
	found.sort(key=lambda row: (row[1]["status"] != "Rejected", row[0]))
	return _by_key(BY_NAME["Assignments"], found)


def _read_officers(known: Known, codes: dict[str, str]) -> None:
	rows = select("Liaison Officer", ("name", "full_name", "user", "enabled"))
	known.logins = {user: full_name for name, full_name, user, _enabled in rows if user and name not in codes}
	known.disabled_officers = frozenset(
		codes[name] for name, *_rest, enabled in rows if not enabled and name in codes
	)
	clerks = children("Liaison User Link", "Liaison Officer", ("user",))
	known.has_clerk = frozenset(codes[parent] for parent, _user in clerks if parent in codes)


def known_words(kind: str) -> list[str]:
	"""The names of a kind for a drop-down, each with its Chinese title where it has one."""
	doctype, has_title_zh = WORDS[kind]
	if doctype == "User":
		return [name for name, kind in select(doctype, ("name", "user_type")) if kind == "System User"]
	if not has_title_zh:
		return [name for (name,) in select(doctype, ("name",))]
	return [f"{name} {title}" if title else name for name, title in select(doctype, ("name", "title_zh"))]
