"""The weekly digest: reviewers read how the units below them stand, who is behind, and which targets nobody has reached."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Sum
from frappe.utils import get_url_to_form, get_url_to_list, get_url_to_report

from liaison_app.engine.calendar import WEEKDAYS, monday_of
from liaison_app.engine.summarising import OUT_OF_THE_RATE

from . import messages, settings
from .digest_html import and_more, link, paragraph, section
from .duty_titles import read_titles
from .figures import Group, Span, attainment_by, overall, rated_rows, span_of
from .tables import select, select_in, table_of
from .todos import REFERENCE, languages_of

REVIEWING = (
	"Liaison Reviewer",
	"Liaison Manager",
	"System Manager",
)  # who may open what the digest speaks of
MOST_LISTED = 50
BOARD = "Supervision Board"  # a page, whose address is made as that of a list


class Owner(NamedTuple):
	"""An officer or a unit that has something overdue."""

	doctype: str
	name: str
	title: str
	unit: str


@dataclass(frozen=True)
class Standing:
	"""What was read for all reviewers at once, by unit."""

	span: Span
	units: dict[str, tuple[str, int, int]]  # title, lft, rgt
	groups: dict[str, list[Group]]
	overdue: dict[str, list[tuple[Owner, int]]]
	unreached: dict[str, set[str]]
	reached: dict[str, set[str]]
	targets: dict[str, str]  # titles of those that may be named


def week_to_report(today: date) -> date | None:
	"""The Monday of the week whose digest has come up; None before its weekday and when it is switched off."""
	weekday = WEEKDAYS.index(settings.text("weekly_digest_weekday", WEEKDAYS[0]))
	if not settings.is_on("weekly_digest_enabled") or today.weekday() < weekday:
		return None
	return monday_of(today)


def send_weekly(today: date, week: date) -> int:
	"""One message to each reviewer whose units owe anything this term, if none was written in the week yet."""
	heads = _units_of_reviewers()
	users = messages.users_to_tell(heads)
	if not users:
		return 0
	standing = _standing(today)
	logs = []
	for user, language in languages_of(users).items():
		units = _below(standing, heads[user])
		if any(unit in standing.groups for unit in units):
			name = messages.name_of("LW", week, user)
			logs.append(_digest(name, user, units, standing, language))
	return messages.send_once(logs)


def _units_of_reviewers() -> dict[str, list[str]]:
	"""The units that each user reviews by name, of users who have a role to do so."""
	table, role = table_of("Liaison Unit"), table_of("Has Role")
	holders = {
		user
		for (user,) in select("Has Role", ("parent",), role.role.isin(REVIEWING), role.parenttype == "User")
	}
	found: dict[str, list[str]] = defaultdict(list)
	for unit, user in select(
		"Liaison Unit", ("name", "reviewer"), table.reviewer.isnotnull(), table.disabled == 0
	):
		if user in holders:
			found[user].append(unit)
	return dict(found)


def _below(standing: Standing, heads: Iterable[str]) -> list[str]:
	"""The units and all below them."""
	bounds = [standing.units[head][1:] for head in heads if head in standing.units]
	return [
		name
		for name, (_title, left, right) in standing.units.items()
		if any(first <= left and right <= last for first, last in bounds)
	]


# --- reading ---


def _standing(today: date) -> Standing:
	span = span_of("Semester", today)
	rows = select("Liaison Unit", ("name", "unit_name", "lft", "rgt"))
	groups: dict[str, list[Group]] = defaultdict(list)
	for group in attainment_by(("unit",), span=span, today=today):
		groups[group.key[0] or ""].append(group)
	unreached, reached, named = _targets(span, today)
	titles: dict[str, str] = dict(select_in("Contact Target", ("name", "title"), "name", named))
	return Standing(
		span=span,
		units={name: (title or name, left, right) for name, title, left, right in rows},
		groups=dict(groups),
		overdue=_overdue(),
		unreached=unreached,
		reached=reached,
		targets=titles,
	)


def _overdue() -> dict[str, list[tuple[Owner, int]]]:
	"""By unit, who has how many duties overdue."""
	table = table_of(REFERENCE)
	columns = (table.unit, table.owner_kind, table.owner_key)
	query = frappe.qb.from_(table).select(*columns, Count("*")).where(table.state == "Overdue")
	rows = query.where(table.frozen == 0).groupby(*columns).run()
	officers = {owner for _unit, kind, owner, _number in rows if kind == "Officer"}
	names: dict[str, str] = dict(select_in("Liaison Officer", ("name", "full_name"), "name", officers))
	found: dict[str, list[tuple[Owner, int]]] = defaultdict(list)
	for unit, kind, owner, number in rows:
		doctype = "Liaison Officer" if kind == "Officer" else "Liaison Unit"
		found[unit or ""].append((Owner(doctype, owner, names.get(owner) or owner, unit or ""), number))
	return dict(found)


def _targets(span: Span, today: date) -> tuple[dict[str, set[str]], dict[str, set[str]], set[str]]:
	"""By unit, targets that were owed contact and had none, and those that had; and which may be named: not for a confidential duty."""
	table = table_of(REFERENCE)
	columns = (table.unit, table.subject, table.rule, table.sensitive)
	query = frappe.qb.from_(table).select(*columns, Sum(table.done)).where(rated_rows(span, today))
	query = query.where(table.subject.isnotnull() & table.state.notin(OUT_OF_THE_RATE))
	rows: list[tuple[Any, ...]] = list(query.groupby(*columns).run())
	titles = read_titles({row[2] for row in rows})
	unreached: dict[str, set[str]] = defaultdict(set)
	reached: dict[str, set[str]] = defaultdict(set)
	for unit, subject, _rule, _sensitive, done in rows:
		(reached if done else unreached)[unit or ""].add(subject)
	named = {
		subject
		for _unit, subject, rule, sensitive, done in rows
		if not (done or sensitive) and rule in titles and not titles[rule].confidential
	}
	return dict(unreached), dict(reached), named


# --- writing ---


def _digest(name: str, user: str, units: Sequence[str], standing: Standing, language: str) -> messages.Log:
	"""The message to one reviewer about these units."""
	behind = [each for unit in units for each in standing.overdue.get(unit, ())]
	unreached = _union(standing.unreached, units) - _union(standing.reached, units)
	rate = overall(group for unit in units for group in standing.groups.get(unit, ()))
	overdue = sum(number for _owner, number in behind)
	subject = _(
		"Your units this week: {0} of what is owed done, {1} duties overdue, {2} targets not reached",
		lang=language,
	).format(percent(rate), overdue, len(unreached))
	content = (
		_how_far(units, standing, language)
		+ _who_is_behind(behind, standing, language)
		+ _not_reached(unreached, standing, language)
	)
	return messages.log(name, user, escape(subject), content)


def percent(rate: float | None) -> str:
	"""A rate as people read it: `78%`; a dash where nothing is owed."""
	return "–" if rate is None else f"{rate * 100:.0f}%"


def _union(sets: dict[str, set[str]], units: Sequence[str]) -> set[str]:
	return {each for unit in units for each in sets.get(unit, ())}


def _how_far(units: Sequence[str], standing: Standing, language: str) -> str:
	"""The rate of each unit that owes anything, the lowest first."""
	rates = {unit: overall(standing.groups[unit]) for unit in units if unit in standing.groups}
	known = sorted((rate, unit) for unit, rate in rates.items() if rate is not None)
	heading = _("Done of what is owed, {0} to {1}", lang=language).format(*standing.span)

	def line(each: tuple[float, str]) -> str:
		rate, unit = each
		address = get_url_to_form("Liaison Unit", unit)
		return f"{link(address, standing.units[unit][0])}: {percent(rate)}"

	board = link(get_url_to_list(BOARD), _("Supervision Board", lang=language))
	return _listing(heading, known, line, language) + paragraph(board)


def _who_is_behind(behind: Sequence[tuple[Owner, int]], standing: Standing, language: str) -> str:
	"""Who has how many duties overdue, the most first."""
	numbers: Counter[Owner] = Counter()
	for owner, number in behind:
		numbers[owner] += number
	ordered = sorted(numbers.items(), key=lambda each: (-each[1], each[0].title, each[0].name))

	def line(each: tuple[Owner, int]) -> str:
		owner, number = each
		unit = standing.units.get(owner.unit, ("",))[0] if owner.doctype == "Liaison Officer" else ""
		text = f"{owner.title} ({unit})" if unit else owner.title
		told = escape(_("{0} overdue", lang=language).format(number))
		return f"{link(get_url_to_form(owner.doctype, owner.name), text)}: {told}"

	everything = link(f"{get_url_to_list(REFERENCE)}?state=Overdue", _("All overdue duties", lang=language))
	listing = _listing(_("Who is behind", lang=language), ordered, line, language)
	return listing + paragraph(everything) if listing else ""


def _not_reached(unreached: Collection[str], standing: Standing, language: str) -> str:
	"""The targets that nobody of these units has reached this term."""
	named = sorted(
		(standing.targets[target] or target, target) for target in unreached if target in standing.targets
	)

	def line(each: tuple[str, str]) -> str:
		return link(get_url_to_form("Contact Target", each[1]), each[0])

	listing = _listing(
		_("Who have we not reached?", lang=language), named, line, language, len(unreached) - len(named)
	)
	report = get_url_to_report("Uncovered Targets", "Script Report")
	return listing + paragraph(link(report, _("Uncovered Targets", lang=language))) if listing else ""


def _listing(
	heading: str,
	each: Sequence[Any],
	line: Callable[[Any], str],
	language: str,
	unlisted: int = 0,
) -> str:
	"""The first of them, one line each, and how many more there are."""
	lines = [line(one) for one in each[:MOST_LISTED]]
	return section(heading, lines) + and_more(len(each) - len(lines) + unlisted, language)
