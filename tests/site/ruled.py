"""The shipped packs' assignment rules on the site, with no more of their words than the rules need."""

from __future__ import annotations

from typing import Any

import frappe

from liaison_app.packs import combined, read_pack, shipped_packs
from liaison_app.services.rule_rows import row_of_assignment_rule
from tests.site import builders

LAW = combined([read_pack(path) for path in shipped_packs()])
POSTS = {post.name: post for post in LAW.posts}
PARENTS = {kind.name: kind.parent for kind in LAW.target_types}


def adopt(*codes: str, regulation: str, **changed: Any) -> None:
	"""Make these rules of the regulation, without the regulation's own dates."""
	builders.make_regulation(regulation)
	for rule in LAW.assignment_rules:
		if rule.regulation == regulation and rule.code in codes:
			row = row_of_assignment_rule(rule)
			for field, link in (("target_types", "target_type"), ("inside_types", "target_type")):
				for each in row[field]:
					kind(each[link])
			for each in row["posts"]:
				post(each["post"])
			for each in (*row["required_tags"], *row["preferred_tags"]):
				builders.ensure("Liaison Tag", "tag_name", each["tag"])
			builders.insert("Liaison Assignment Rule", **{**row, **changed})


def post(name: str) -> str:
	"""The post of the packs, with those that it implies."""
	implied = [{"post": post(other)} for other in (POSTS[name].implies if name in POSTS else ())]
	return builders.ensure("Liaison Post", "post_name", name, implies=implied)


def kind(name: str) -> str:
	"""The target type of the packs below its parents."""
	parent = PARENTS.get(name) and kind(PARENTS[name])
	return builders.ensure("Target Type", "target_type_name", name, parent_target_type=parent)


def officer(unit: str, *posts: str, user: str | None = None, **values: Any) -> Any:
	"""A Party member in these posts since 2018, without a login unless one is named."""
	tenures = [{"post": post(name), "from_date": "2018-01-01"} for name in posts]
	defaults = {"party_member": 1, **({"tenures": tenures} if posts else {})}
	return builders.make_officer(unit, user, **{**defaults, **values})


def target(unit: str, target_type: str, **values: Any) -> Any:
	kind(target_type)
	tags = [{"tag": builders.ensure("Liaison Tag", "tag_name", tag)} for tag in values.pop("tags", ())]
	return builders.make_target(unit, target_type, tags=tags, **values)


def assign(rule: str, officer: Any, target: Any, **values: Any) -> Any:
	"""An approved assignment under the rule, which is asked."""
	frappe.clear_messages()
	return builders.make_assignment(officer, target, assignment_rule=rule, **values)


def told() -> str:
	"""What was shown beside it."""
	return " ".join(str(message["message"]) for message in frappe.get_message_log())
