"""What counts, against a second, naive reading of visit, rule and facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given

from liaison_app.engine import explain, explain_row, plan, settle
from liaison_app.engine.credit import SECOND_ON_DAY, SERVES_ANOTHER, TOO_MANY_SUBJECTS
from liaison_app.engine.facts import Contact, Facts, Target
from liaison_app.engine.rows import Obligation
from liaison_app.engine.rules import DutyRule
from tests.naive import assignments_on, holds_post, is_active, is_in_force, is_tagged, plain
from tests.worlds import WHOLE, World, law, worlds

PERIODS = ("M:", "Q:", "H:", "S:", "Y:", "C:", "F:", "W:")
AMONG_OTHERS = (SECOND_ON_DAY, SERVES_ANOTHER, TOO_MANY_SUBJECTS)


def is_kind_of(target: Target, types: tuple[str, ...]) -> bool:
	own = {"Dormitory": {"Dormitory", "Place"}}.get(target.target_type, {target.target_type})
	return not types or bool(own & set(types))


def is_asked(rule: DutyRule, contact: Contact, target: Target) -> bool:
	"""Whether a row of what counts names one of the activities with the target."""
	return not rule.counts or any(
		(not row.activities or set(row.activities) & set(contact.activities))
		and is_kind_of(target, row.target_types)
		for row in rule.counts
	)


def is_held(whole: Facts, rule: DutyRule, row: Obligation, target: Target, day: date) -> bool:
	"""Whether the target is the owner's concern on the day."""
	[officer] = [one for one in whole.officers if one.name == row.key.owner]
	if rule.subject_kind == "Total" and not rule.held_only:
		return True
	held = rule.subject_kind == "Listed" or assignments_on(whole, officer, target.name, day)
	return bool(held) and is_active(whole, target, day) and is_tagged(rule, target, day)


def fits(whole: Facts, rule: DutyRule, row: Obligation, contact: Contact) -> bool:
	"""Whether the contact counts for the row, other contacts, rules and subjects aside."""
	[officer] = [one for one in whole.officers if one.name == row.key.owner]
	day = contact.start.date()
	named = [one for one in whole.targets if one.name in contact.targets]
	targets = [one for one in named if row.key.subject in ("", one.name)]
	posts = [line.post for line in rule.posts] or [one.post for one in officer.tenures]
	numbered = [line.post for line in rule.posts if line.quantity or rule.quantity] or posts
	return (
		not contact.cancelled
		and officer.name in contact.officers
		and not (contact.attempt and not rule.count_attempts)
		and not (rule.visit_filters and contact.fields["mode"] != "Face to Face")
		and not (rule.weekday and contact.start.weekday() != 1)
		and row.period_start <= day <= row.period_end
		and is_in_force(whole, day)
		and any(holds_post(officer, post, day) for post in numbered)
		and any(is_asked(rule, contact, one) and is_held(whole, rule, row, one, day) for one in targets)
		and {"None": True, "Report": contact.has_report}.get(
			rule.evidence, contact.has_report or contact.has_attachment
		)
		and contact.recorded_on <= row.close
	)


def held_totals(whole: Facts) -> Facts:
	"""The facts with every total bound to held targets."""
	rules = (replace(rule, held_only=rule.subject_kind == "Total") for rule in whole.rules)
	return replace(whole, rules=tuple(rules))


def check_the_credit(whole: Facts, world: World) -> int:
	rules = {rule.name: rule for rule in whole.rules}
	rows = [row for row in plan(whole, WHOLE) if row.key.period.startswith(PERIODS)]
	rows = [row for row in rows if rules[row.key.rule].measure != "Document"]
	progress = settle(rows, world.contacts, whole)
	asked = 0
	for contact in world.contacts:
		for line, row in zip(explain(contact, rows, whole, world.contacts), rows, strict=True):
			expected = fits(whole, rules[line.rule], row, contact)
			assert (line.reason in ("", *AMONG_OTHERS)) == expected, (row.key, contact, line)
			asked += 1
	for row in rows:
		rule, done = rules[row.key.rule], progress[row.name]
		if rule.measure == "Visits" and rule.day_cap_key == "Off":
			assert done.done == len(done.contacts)
		if rule.measure == "Visits" and rule.day_cap_key == "Automatic" and row.key.subject:
			at = {contact.name: contact.start.date() for contact in world.contacts}
			assert done.done == len({at[name] for name in done.contacts}) == len(done.contacts)
	return asked


@law
@given(worlds())
def test_a_contact_counts_exactly_when_all_conditions_hold(world: World):
	assert check_the_credit(plain(world), world) >= 0


@law
@given(worlds())
def test_a_contact_counts_for_a_total_of_held_targets(world: World):
	assert check_the_credit(held_totals(plain(world)), world) >= 0


def check_both_sides(whole: Facts, world: World) -> None:
	rows = plan(whole, WHOLE)
	progress = settle(rows, world.contacts, whole)
	by_contact = {
		(line.contact, line.obligation): line
		for contact in world.contacts
		for line in explain(contact, rows, whole, world.contacts)
	}
	measured = {rule.name: rule.measure for rule in whole.rules}
	for row in rows:
		lines = explain_row(row, world.contacts, whole, rows)
		if measured[row.key.rule] == "Document":
			assert lines == []
			continue
		assert lines == [by_contact[contact.name, row.name] for contact in world.contacts]
		assert {line.contact for line in lines if line.counted} == set(progress[row.name].contacts)


@law
@given(worlds())
def test_the_ledger_of_a_duty_says_what_the_ledgers_of_the_visits_say(world: World):
	check_both_sides(plain(world), world)
