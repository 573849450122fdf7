"""A second, naive reading of random worlds, one day at a time: what the engine works out with sets of days must agree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from liaison_app.engine.facts import Assignment, Facts, Officer, Target
from liaison_app.engine.rules import DutyRule
from tests.factories import each_day
from tests.worlds import World


def within(day: date, first: date | None, last: date | None) -> bool:
	return (first is None or first <= day) and (last is None or day <= last)


def is_in_force(whole: Facts, day: date) -> bool:
	[regulation] = [one for one in whole.regulations if one.name == "R"]
	return within(day, regulation.effective_from, regulation.effective_to)


def holds_post(officer: Officer, post: str, day: date) -> bool:
	return any(
		within(day, one.from_date, one.to_date)
		and (one.post == post or (one.post, post) == ("Chief", "Leader"))
		for one in officer.tenures
	)


def is_active(whole: Facts, target: Target, day: date) -> bool:
	if target.parent:
		[parent] = [one for one in whole.targets if one.name == target.parent]
		if not within(day, parent.active_from, parent.active_to):
			return False
	if target.offered_in:
		return any(
			within(day, term.first_day, term.last_day)
			for term in whole.calendar.terms
			if term.name in target.offered_in
		)
	return within(day, target.active_from, target.active_to)


def is_tagged(rule: DutyRule, target: Target, day: date) -> bool:
	return not rule.subject_tags or any(
		within(day, tag.from_date, tag.to_date) for tag in target.tags if tag.tag in rule.subject_tags
	)


def assignments_on(whole: Facts, officer: Officer, target: str, day: date) -> list[Assignment]:
	return [
		one
		for one in whole.assignments
		if (one.officer, one.target) == (officer.name, target)
		and one.regulation in ("", "R")
		and within(day, one.from_date, one.to_date)
	]


def is_away(whole: Facts, officer: Officer, day: date) -> bool:
	return any(leave.from_date <= day <= leave.to_date for leave in officer.leaves)


def is_exempt(whole: Facts, rule: DutyRule, officer: Officer, subject: str, day: date) -> bool:
	line = {"School": ("School",), "East": ("East", "School"), "West": ("West", "School")}[officer.unit]
	return any(
		one.officer in ("", officer.name)
		and one.unit in ("", *line)
		and one.rule in ("", rule.name)
		and one.subject in ("", subject)
		and within(day, one.from_date, one.to_date)
		for one in whole.exemptions
	)


@dataclass
class Share:
	"""What an officer's days come to: the days held, and for the best level the number that is there."""

	holding: list[date]
	quantity: float
	cover: int
	reached: bool


def share_of(whole: Facts, rule: DutyRule, officer: Officer, subject: str, first: date, last: date) -> Share:
	period = list(each_day(first, last))
	in_teaching_days = rule.min_teaching_days > 0 or rule.period == "Week"
	base = [day for day in period if not in_teaching_days or whole.calendar.is_teaching_day(day)]
	[target] = [one for one in whole.targets if one.name == subject] or [None]

	def concerned(day: date) -> bool:
		if not is_in_force(whole, day):
			return False
		if target is None:
			return True
		held = rule.subject_kind == "Listed" or assignments_on(whole, officer, subject, day)
		return bool(held) and is_active(whole, target, day) and is_tagged(rule, target, day)

	def there(day: date) -> bool:
		return not is_away(whole, officer, day) and not is_exempt(whole, rule, officer, subject, day)

	posts = rule.posts or tuple({one.post for one in officer.tenures})
	lines = [
		(line.quantity or rule.quantity, line.nature or rule.nature, line.post)
		if rule.posts
		else (rule.quantity, rule.nature, line)
		for line in posts
	]
	concern = {day for day in period if concerned(day)}
	holding = [
		day for day in period if day in concern and any(holds_post(officer, post, day) for *_, post in lines)
	]
	for nature in ("Required", "Advocated"):
		for quantity in sorted({line[0] for line in lines if line[1] == nature}, reverse=True):
			enough = [post for amount, kind, post in lines if kind == nature and amount >= quantity]
			present = {
				day
				for day in concern
				if there(day) and any(holds_post(officer, post, day) for post in enough)
			}
			cover = sum(day in present for day in base)
			if present and (rule.part == 0 or cover >= rule.part * len(base)):
				return Share(holding, quantity, cover, True)
	return Share(holding, 0, sum(there(day) for day in base if day in holding), False)


def owes(whole: Facts, rule: DutyRule, officer: Officer, subject: str, first: date, last: date) -> Share:
	"""The officer's share, those considered who held the subject before or after."""
	own = share_of(whole, rule, officer, subject, first, last)
	if rule.subject_kind != "Assigned" or not own.holding:
		return own
	others = []
	for other in whole.officers:
		if other.name != officer.name and (other.party_member or not rule.party_members_only):
			share = share_of(whole, rule, other, subject, first, last)
			if share.holding and not set(share.holding) & set(own.holding):
				others.append(share)
	weight = (own.cover, own.holding[0])
	if own.reached:
		larger = any(one.reached and (one.cover, one.holding[0]) > weight for one in others)
		return replace(own, reached=not larger)
	nobody = others and own.cover and not any(one.reached for one in others)
	most = nobody and all(weight > (one.cover, one.holding[0]) for one in others)
	return replace(own, reached=bool(most))


def plain(world: World) -> Facts:
	"""The world with rules whose shares the naive reading covers."""
	return replace(
		world.facts,
		rules=tuple(
			replace(rule, merge_group="", scope="Anywhere", exclude_own_branch=False, held_only=False)
			for rule in world.facts.rules
			if rule.owner_kind == "Officer"
		),
		targets=tuple(replace(one, user="") for one in world.facts.targets),
	)
