"""What is wrong with an Assignment Rule before it may run: the same answer for the form, the pack checker and the loader."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from .problems import KnownNames, Problem, _, problems_of_choices, unknown
from .rules import AssignmentRule


def problems_of_assignment_rule(
	rule: AssignmentRule, known: KnownNames | None = None, codes: Collection[str] | None = None
) -> list[Problem]:
	"""Everything that keeps the rule from working; `codes` are the assignment rules of its regulation (None = unchecked)."""
	problems = list(problems_of_choices(rule))
	if problems:
		return problems
	for check in (_names_targets, _numbers, _inside, _rotation):
		problems += check(rule)
	problems += _other_rules(rule, codes)
	return problems + list(_unknown_names(rule, known or KnownNames()))


def _names_targets(rule: AssignmentRule) -> Iterator[Problem]:
	if not (rule.target_types or rule.required_tags):
		yield Problem(
			"target_types", _("The rule names no targets. Name their types or the tags they must have.")
		)
	if rule.types_needed == "Each Of" and len(rule.target_types) < 2:
		yield Problem(
			"types_needed", _("Each Of needs two target types or more. Name them or choose Any Of.")
		)


def _numbers(rule: AssignmentRule) -> Iterator[Problem]:
	for path in ("min_targets", "max_targets", "coverage", "ratio"):
		if getattr(rule, path) < 0:
			yield Problem(path, _("{0} cannot be negative."), (f"{getattr(rule, path):g}",))
	if 0 < rule.max_targets < rule.min_targets:
		yield Problem(
			"max_targets",
			_("The most targets ({0}) are fewer than the least ({1}). Correct one of them."),
			(str(rule.max_targets), str(rule.min_targets)),
		)


def _inside(rule: AssignmentRule) -> Iterator[Problem]:
	if rule.scope == "Inside Held Target" and not rule.inside_types:
		yield Problem("inside_types", _("Name the types of the held target that must contain the new one."))


def _rotation(rule: AssignmentRule) -> Iterator[Problem]:
	if rule.rotation_period != "None" and rule.rotation_look_back < 1:
		yield Problem("rotation_look_back", _("A rotation looks back over 1 period or more."))


def _other_rules(rule: AssignmentRule, codes: Collection[str] | None) -> Iterator[Problem]:
	for path in ("follows", "besides"):
		other = getattr(rule, path)
		if other and other == rule.code:
			yield Problem(path, _("A rule cannot refer to itself. Name another rule of the regulation."))
		elif other and codes is not None and other not in codes:
			yield Problem(path, _('The regulation has no assignment rule "{0}".'), (other,))


def _unknown_names(rule: AssignmentRule, known: KnownNames) -> Iterator[Problem]:
	yield from unknown("posts", rule.posts, known.posts)
	yield from unknown("units", rule.units, known.unit_types)
	yield from unknown("target_types", rule.target_types, known.target_types)
	yield from unknown("inside_types", rule.inside_types, known.target_types)
	yield from unknown("required_tags", rule.required_tags, known.tags)
	yield from unknown("preferred_tags", rule.preferred_tags, known.tags)
