"""Law 5, nothing owed outside its dates: every row against a second, naive reading of the facts, day by day."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given

from liaison_app.engine import days, plan, settle
from liaison_app.engine.facts import Exemption, Target
from liaison_app.engine.rows import Obligation
from liaison_app.engine.rules import DutyRule
from tests.naive import owes, plain, share_of
from tests.worlds import WHOLE, World, dice, law, worlds

CALENDAR_KEYS = ("M:", "Q:", "H:", "S:", "Y:", "C:", "F:", "T:", "W:")


@law
@given(worlds())
def test_law_5_a_row_is_owed_exactly_when_enough_days_are_held(world: World):
	whole = plain(world)
	rules = {rule.name: rule for rule in whole.rules}
	officers = {officer.name: officer for officer in whole.officers}
	for row in plan(whole, WHOLE):
		rule = rules[row.key.rule]
		if not row.key.period.startswith(CALENDAR_KEYS):
			continue
		share = owes(whole, rule, officers[row.key.owner], row.key.subject, row.period_start, row.period_end)
		assert share.holding and row.opens == share.holding[0]
		if row.waived == "exemption" and share.reached:  # who is exempted does not take over
			share = share_of(
				whole, rule, officers[row.key.owner], row.key.subject, row.period_start, row.period_end
			)
		assert (row.waived == "") == share.reached, (row.key, row.waived, share)
		if share.reached and share.quantity and rule.measure in ("Visits", "Distinct Targets"):
			assert row.quantity == share.quantity


@law
@given(worlds())
def test_law_5_whoever_holds_a_day_has_a_row(world: World):
	whole = plain(world)
	rows = {row.key: row for row in plan(whole, WHOLE)}
	periods = {
		(key.rule, key.period): row for key, row in rows.items() if key.period[:2] in ("M:", "S:", "Q:", "C:")
	}
	rules = {rule.name: rule for rule in whole.rules}
	for (name, _), row in periods.items():
		rule = rules[name]
		if rule.measure == "Share of Working Time":  # none without a working day
			continue
		for officer in whole.officers:
			subjects = (
				[""]
				if rule.subject_kind == "Total"
				else [one.name for one in whole.targets if _is_of_types(rule, one)]
			)
			for subject in subjects:
				share = share_of(whole, rule, officer, subject, row.period_start, row.period_end)
				expected = bool(share.holding) and (officer.party_member or not rule.party_members_only)
				key = row.key._replace(owner=officer.name, subject=subject)
				assert (key in rows) == expected, (key, share)


def _is_of_types(rule: DutyRule, target: Target) -> bool:
	types = {"Dormitory": {"Dormitory", "Place"}}.get(target.target_type, {target.target_type})
	return not rule.subject_types or bool(types & set(rule.subject_types))


@law
@given(worlds())
def test_law_5_due_dates_and_counting_days_lie_inside_what_is_held(world: World):
	rows = plan(world.facts, WHOLE)
	for row in rows:
		held = days.intersect(row.in_post, row.assigned)
		assert days.contains(held, row.opens.toordinal())
		assert list(row.dues) == sorted(row.dues)
		for due in row.dues:
			if row.period_end is None or row.period_start <= due <= row.period_end:
				assert days.contains(held, due.toordinal()), (row.key, due)
		if row.close and not row.rolling_days:  # of a rolling row nothing is due after its end
			assert row.close >= row.dues[-1]
	by_name = {row.name: row for row in rows}
	at = {contact.name: contact.start.date() for contact in world.contacts}
	for name, done in settle(rows, world.contacts, world.facts).items():
		row = by_name[name]
		for contact in done.contacts:
			ordinal = at[contact].toordinal()
			assert days.contains(row.in_post, ordinal) and days.contains(row.assigned, ordinal)
			assert row.period_start <= at[contact]


@law
@given(worlds(), dice)
def test_law_5_an_exemption_that_names_a_row_waives_it_alone(world: World, rolled: random.Random):
	rows = [row for row in plan(world.facts, WHOLE) if not row.waived.startswith("covered")]
	if not rows:
		return
	named: Obligation = rolled.choice(rows)
	waiver = Exemption(name="EX-row", obligation=named.name)
	whole = replace(world.facts, exemptions=(*world.facts.exemptions, waiver))
	for row in plan(whole, WHOLE):
		if row.name == named.name:
			assert row.waived == "exemption"
	merged = {rule.name for rule in world.facts.rules if rule.merge_group}
	others = [row for row in plan(whole, WHOLE) if row.name != named.name and row.key.rule not in merged]
	assert others == [
		row for row in plan(world.facts, WHOLE) if row.name != named.name and row.key.rule not in merged
	]
