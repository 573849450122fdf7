"""The words that rules and rosters speak in, as records of the site: posts, types, tags, activities, kinds of events.

What a site has is left as it is; only what is missing is added.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe import _

Entry = Mapping[str, Any]

# Section of a pack -> its DocType and the field that holds the name.
WORDS = {
	"unit_types": ("Liaison Unit Type", "unit_type_name"),
	"tags": ("Liaison Tag", "tag_name"),
	"activity_types": ("Liaison Activity Type", "activity_name"),
	"event_types": ("Trigger Event Type", "event_type_name"),
}
# These have no field of their own for the name in Chinese; people read it in the description.
DESCRIBED = ("unit_types", "tags")


def add_words(content: Mapping[str, Any], made: Counter[str]) -> list[str]:
	"""Add the words of a pack (or a roster's vocabulary) that the site lacks, counting them by DocType.

	Returns notes about words that the site uses otherwise than the content does.
	"""
	for section, (doctype, field) in WORDS.items():
		for entry in map(_as_entry, content.get(section, ())):
			if not frappe.db.exists(doctype, entry["name"]):
				_add_word(section, doctype, field, entry)
				made[doctype] += 1
	_add_posts([*content.get("posts", ())], made)
	return _add_target_types([*content.get("target_types", ())], made)


def _as_entry(word: str | Entry) -> Entry:
	return {"name": word} if isinstance(word, str) else word


def _add_word(section: str, doctype: str, field: str, entry: Entry) -> None:
	chinese = "description" if section in DESCRIBED else "title_zh"
	values = {"doctype": doctype, field: entry["name"], chinese: entry.get("title_zh")}
	if section == "event_types":
		values["sensitive"] = int(entry.get("sensitive", False))
	frappe.get_doc(values).insert()


def _add_posts(entries: list[Entry], made: Counter[str]) -> None:
	"""Posts first, then what they imply, as a post may imply a later one. What any pack says is implied, is."""
	for entry in entries:
		if not frappe.db.exists("Liaison Post", entry["name"]):
			values = {"post_name": entry["name"], "title_zh": entry.get("title_zh")}
			frappe.get_doc({"doctype": "Liaison Post", **values}).insert()
			made["Liaison Post"] += 1
	for entry in entries:
		if entry.get("implies"):
			_add_implied(entry["name"], entry["implies"])


def _add_implied(name: str, implied: Iterable[str]) -> None:
	post = frappe.get_doc("Liaison Post", name)
	known = {row.post for row in post.implies}
	missing = [other for other in implied if other not in known]
	if missing:
		post.extend("implies", [{"post": other} for other in missing])
		post.save()


def _add_target_types(entries: list[Entry], made: Counter[str]) -> list[str]:
	"""The tree of target types from its roots downwards; a note for each that stands elsewhere on the site."""
	notes = []
	for entry in _roots_first(entries):
		name, parent = entry["name"], entry.get("parent", "")
		if not frappe.db.exists("Target Type", name):
			values = {
				"target_type_name": name,
				"title_zh": entry.get("title_zh"),
				"parent_target_type": parent,
				"visible_to_all": int(entry.get("visible_to_all", False)),
				"check_items": _check_items(entry),
			}
			frappe.get_doc({"doctype": "Target Type", **values}).insert()
			made["Target Type"] += 1
			continue
		_add_check_list(name, entry)
		stored = frappe.db.get_value("Target Type", name, "parent_target_type") or ""
		if stored != parent:
			notes.append(
				_("The target type {0} stays below {1} on this site; the file has it below {2}.").format(
					name, stored or _("nothing"), parent or _("nothing")
				)
			)
	return notes


def _check_items(entry: Entry) -> list[dict[str, Any]]:
	return [{"item": each["name"], "title_zh": each.get("title_zh")} for each in entry.get("check_items", ())]


def _add_check_list(name: str, entry: Entry) -> None:
	"""A type that the site has without a check list gets that of the content; a list that it has is the institution's."""
	items = _check_items(entry)
	if items and not frappe.db.exists(
		"Target Type Check Item", {"parent": name, "parenttype": "Target Type"}
	):
		kind = frappe.get_doc("Target Type", name)
		kind.extend("check_items", items)
		kind.save()


def _roots_first(entries: list[Entry]) -> list[Entry]:
	parents = {entry["name"]: entry.get("parent", "") for entry in entries}

	def depth(entry: Entry) -> int:
		above, levels = parents.get(entry["name"], ""), 0
		while above and levels < len(parents):
			above, levels = parents.get(above, ""), levels + 1
		return levels

	return sorted(entries, key=depth)
