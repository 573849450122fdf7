"""What a schema cannot see in a pack: unknown and repeated names, circles, rules that could not work."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ..engine.check_assignment_rule import problems_of_assignment_rule
from ..engine.check_rule import is_month_and_day, problems_of_rule
from ..engine.problems import Problem as RuleProblem
from ..engine.rule_from_row import split_names
from ..engine.rules import BUILT_IN_TRIGGERS
from ..jsonfile import Problem, Schema, json_path, nearest
from . import convert

Entry = Mapping[str, Any]

WORD_LISTS = ("posts", "unit_types", "target_types", "tags", "activity_types", "event_types", "festivals")


def problems_of_content(content: Entry, file: str, schema: Schema) -> list[Problem]:
	"""Faults of a pack that its schema admits, those of one place together."""
	return PackChecker(content, file, schema).problems


class PackChecker:
	"""Collects the problems of one pack."""

	def __init__(self, content: Entry, file: str, schema: Schema) -> None:
		self.content = content
		self.file = file
		self.schema = schema
		self.problems: list[Problem] = []
		self.known = {section: self._names(section) for section in ("regulations", *WORD_LISTS)}
		self._words()
		self._regulations()
		self._festivals()
		self._rules("assignment_rules")
		self._rules("duty_rules")
		if not (content.get("duty_rules") or content.get("assignment_rules")):
			self.report((), "The pack holds no rule.", "at least one entry in duty_rules or assignment_rules")

	def report(self, path: Iterable[object], wrong: str, fix: str) -> None:
		"""Notes a problem."""
		self.problems.append(Problem(self.file, json_path(path), wrong, fix))

	# --- names ---

	def _names(self, section: str) -> list[str]:
		seen: dict[str, int] = {}
		for place, entry in enumerate(self.content.get(section, ())):
			self._once(
				(section, place, "name"), entry["name"], (section, seen.setdefault(entry["name"], place))
			)
		return list(seen)

	def _once(self, path: tuple[Any, ...], name: str, first: tuple[Any, ...]) -> None:
		if path[: len(first)] != first:
			self.report(path, f"'{name}' stands at {json_path(first)} already.", "every name once")

	def _refer(self, path: tuple[Any, ...], name: str, section: str, also: Collection[str] = ()) -> None:
		known = [*self.known[section], *also]
		if name and name not in known:
			self.report(path, f"The pack has no '{name}' in {section}.", nearest(name, known))

	def _refer_all(self, path: tuple[Any, ...], names: Iterable[str], section: str) -> None:
		for place, name in enumerate(names):
			self._refer((*path, place), name, section)

	# --- vocabulary and regulations ---

	def _words(self) -> None:
		for place, entry in enumerate(self.content.get("posts", ())):
			self._refer_all(("posts", place, "implies"), entry.get("implies", ()), "posts")
		for place, entry in enumerate(self.content.get("target_types", ())):
			self._refer(("target_types", place, "parent"), entry.get("parent", ""), "target_types")
		for section, field in (
			("posts", "implies"),
			("target_types", "parent"),
			("regulations", "supersedes"),
		):
			self._no_circle(section, field)

	def _no_circle(self, section: str, field: str) -> None:
		entries = self.content.get(section, ())
		above = {entry["name"]: _listed(entry.get(field, ())) for entry in entries}
		for place, entry in enumerate(entries):
			if entry["name"] in _all_above(entry["name"], above):
				wrong = f"Going from '{entry['name']}' by {field} leads back to it."
				self.report((section, place, field), wrong, f"{field} that ends somewhere")

	def _regulations(self) -> None:
		for place, entry in enumerate(self.content["regulations"]):
			path = ("regulations", place)
			for field in ("supersedes", "based_on"):
				self._refer((*path, field), entry.get(field, ""), "regulations")
			first, last = entry.get("effective_from"), entry.get("effective_to")
			if first and last and last < first:
				wrong = f"It ends on {last}, before it begins on {first}."
				self.report((*path, "effective_to"), wrong, f"{first} or a later date")

	def _festivals(self) -> None:
		for place, entry in enumerate(self.content.get("festivals", ())):
			path = ("festivals", place)
			self._refer((*path, "event_type"), entry["event_type"], "event_types")
			every_year = entry.get("every_year", "")
			if bool(every_year) == bool(entry.get("dates")):
				wrong = "A festival has either one day of every year or a list of dates."
				self.report(path, wrong, 'either "every_year" or "dates"')
			elif every_year and not is_month_and_day(every_year):
				wrong = f"{every_year} is no day of every year."
				self.report((*path, "every_year"), wrong, "month and day as MM-DD, such as 09-10")

	# --- rules ---

	def _rules(self, section: str) -> None:
		entries = self.content.get(section, ())
		seen: dict[str, int] = {}
		codes: dict[str, list[str]] = {}
		for place, entry in enumerate(entries):
			name = convert.rule_name(entry)
			self._once((section, place, "code"), name, (section, seen.setdefault(name, place)))
			codes.setdefault(entry["regulation"], []).append(entry["code"])
		check = self._duty_rule if section == "duty_rules" else self._assignment_rule
		for place, entry in enumerate(entries):
			self._refer((section, place, "regulation"), entry["regulation"], "regulations")
			check((section, place), entry, codes[entry["regulation"]])

	def _duty_rule(self, path: tuple[Any, ...], entry: Entry, codes: list[str]) -> None:
		self._engine_problems(path, "duty_rule", problems_of_rule(convert.duty_rule(entry)))
		for place, row in enumerate(entry.get("posts", ())):
			self._refer((*path, "posts", place, "post"), row["post"], "posts")
		self._refer_all((*path, "owner_unit_types"), entry.get("owner_unit_types", ()), "unit_types")
		self._refer_all((*path, "subject_types"), entry.get("subject_types", ()), "target_types")
		self._refer_all((*path, "subject_tags"), entry.get("subject_tags", ()), "tags")
		for place, row in enumerate(entry.get("counts", ())):
			inside = (*path, "counts", place)
			self._refer_all((*inside, "activities"), row.get("activities", ()), "activity_types")
			self._refer_all((*inside, "target_types"), row.get("target_types", ()), "target_types")
			self._refer_all((*inside, "tags"), row.get("tags", ()), "tags")
		for place, row in enumerate(entry.get("triggers", ())):
			inside = (*path, "triggers", place, "event_type")
			self._refer(inside, row["event_type"], "event_types", BUILT_IN_TRIGGERS)
		for code in split_names(entry.get("takes_in", "")):
			if code not in codes:
				wrong = f"The regulation has no duty rule '{code}'."
				self.report((*path, "takes_in"), wrong, nearest(code, codes))

	def _assignment_rule(self, path: tuple[Any, ...], entry: Entry, codes: list[str]) -> None:
		self._engine_problems(
			path, "assignment_rule", problems_of_assignment_rule(convert.assignment_rule(entry))
		)
		self._refer_all((*path, "posts"), entry.get("posts", ()), "posts")
		self._refer_all((*path, "units"), entry.get("units", ()), "unit_types")
		for field in ("target_types", "inside_types"):
			self._refer_all((*path, field), entry.get(field, ()), "target_types")
		for field in ("required_tags", "preferred_tags"):
			self._refer_all((*path, field), entry.get(field, ()), "tags")
		for field in ("follows", "besides"):
			code = entry.get(field, "")
			if code and code not in codes:
				wrong = f"The regulation has no assignment rule '{code}'."
				self.report(
					(*path, field), wrong, nearest(code, [own for own in codes if own != entry["code"]])
				)

	def _engine_problems(self, path: tuple[Any, ...], kind: str, problems: Iterable[RuleProblem]) -> None:
		fields = self.schema.content["$defs"][kind]["properties"]
		for problem in problems:
			field = problem.path.split("[")[0].split(".")[0]
			wrong, fix = _fault_and_cure(problem.text())
			fix = fix or self.schema.right(fields[field])
			self.problems.append(Problem(self.file, f"{json_path(path)}.{problem.path}", wrong, fix))


def _fault_and_cure(message: str) -> tuple[str, str]:
	"""The engine's sentences apart: what is wrong, then what to do, as the end of a sentence ("" = it does not say)."""
	fault, _stop, cure = message.partition(". ")
	if not cure and fault.startswith(("Name ", "Say ")):
		fault, cure = "Something is missing", message
	return f"{fault.removesuffix('.')}.", cure[:1].lower() + cure[1:].removesuffix(".")


def _listed(names: str | Iterable[str]) -> list[str]:
	return [names] if isinstance(names, str) else list(names)


def _all_above(name: str, above: Mapping[str, list[str]]) -> set[str]:
	found: set[str] = set()
	waiting = list(above.get(name, ()))
	while waiting:
		other = waiting.pop()
		if other not in found:
			found.add(other)
			waiting.extend(above.get(other, ()))
	return found
