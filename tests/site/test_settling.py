"""A visit and what it settles, in one transaction."""

from datetime import date, timedelta

import frappe
import pytest
from frappe.utils import add_days, get_datetime, getdate

from liaison_app.services import nightly, settling
from tests.site import builders

pytestmark = pytest.mark.commits


def state_of(**filters):
	return frappe.get_all("Periodic Obligation", filters, ["state", "done", "next_due"], order_by="name asc")


def todos(status="Open"):
	return frappe.get_all("ToDo", {"reference_type": "Periodic Obligation", "status": status}, pluck="name")


@pytest.fixture
def duty(site):
	"""An officer who owes a class two talks in a term around today."""
	today = getdate()
	builders.insert(
		"Liaison Term",
		term_name="around today",
		academic_year="now",
		first_day=today - timedelta(days=60),
		last_day=today + timedelta(days=5),
	)
	unit = builders.make_unit("Settling College")
	officer, target = builders.make_officer(unit), builders.make_target(unit)
	builders.make_assignment(officer, target)
	rule = builders.make_rule(
		subject_kind="Assigned",
		subject_types=[{"target_type": "Class"}],
		quantity=2,
		part=0.5,
		reminder_days=30,
	)
	frappe.db.commit()
	nightly.start(today, inline=True)
	return frappe._dict(unit=unit, officer=officer, target=target, rule=rule, today=today)


def visit(duty, days_ago, **values):
	start = get_datetime(f"{add_days(duty.today, -days_ago)} 10:00:00")
	return builders.make_visit([duty.officer], [duty.target], start=start, **values)


def test_visits_meet_the_duty_and_its_todo_closes(duty):
	assert state_of()[0].state == "Due"
	assert len(todos()) == 1
	visit(duty, 2).submit()
	assert (state_of()[0].state, state_of()[0].done) == ("Due", 1)
	assert "1" in frappe.db.get_value("ToDo", todos()[0], "description")
	visit(duty, 1).submit()
	assert (state_of()[0].state, state_of()[0].done) == ("Met", 2)
	assert (todos(), len(todos("Closed"))) == ([], 1)


def test_a_cancelled_visit_opens_duty_and_todo_again(duty):
	first, second = visit(duty, 2), visit(duty, 1)
	first.submit()
	second.submit()
	second.cancel()
	assert (state_of()[0].state, state_of()[0].done) == ("Due", 1)
	assert len(todos()) == 1


def test_an_amended_visit_keeps_the_day_of_its_first_record(duty):
	first = visit(duty, 2)
	first.submit()
	first.db_set("recorded_on", duty.today - timedelta(days=1))
	first.cancel()
	again = frappe.copy_doc(first)
	again.amended_from = first.name
	again.insert()
	again.submit()
	assert getdate(again.recorded_on) == duty.today - timedelta(days=1)
	assert state_of()[0].done == 1


def test_a_second_talk_on_one_day_does_not_count_and_the_ledger_says_so(duty):
	first = visit(duty, 1)
	first.submit()
	second = builders.make_visit(
		[duty.officer], [duty.target], start=get_datetime(f"{add_days(duty.today, -1)} 15:00:00")
	)
	second.submit()
	assert state_of()[0].done == 1
	assert [line["reason"] for line in settling.ledger(second)] == ["second on one day"]
	assert [line["counted"] for line in settling.ledger(first)] == [True]


def test_nightly_and_visits_agree(duty):
	visit(duty, 2).submit()
	visit(duty, 1).submit()
	before = state_of()
	frappe.db.commit()
	run = nightly.start(duty.today, inline=True)
	assert state_of() == before
	assert frappe.db.get_value("Liaison Run", run, "changed") == 0


@pytest.fixture
def closed(duty):
	"""The same with the term long over, one visit recorded in time, and the period frozen."""
	first = visit(duty, 40)
	first.submit()
	first.db_set("recorded_on", duty.today - timedelta(days=39))
	frappe.db.set_value("Liaison Term", "around today", "last_day", duty.today - timedelta(days=20))
	frappe.db.commit()
	settling.rule_cache.forget()
	nightly.start(duty.today, inline=True)
	(row,) = frappe.get_all("Periodic Obligation", fields=["name", "state", "frozen", "done"])
	assert (row.state, row.frozen, row.done) == ("Missed", 1, 1)
	return frappe._dict(duty, visit=first, row=row.name)


def test_a_visit_in_a_closed_period_is_refused(closed):
	late = visit(closed, 30)
	with pytest.raises(frappe.ValidationError, match="closed on"):
		late.submit()
	assert frappe.db.get_value("Contact Visit", late.name, "docstatus") == 0


def test_the_closed_duty_is_named_in_the_language_of_the_user(closed):
	frappe.db.set_value("Duty Rule", closed.rule.name, {"title_zh": "每学期谈话", "title": "<b>Talk</b>"})
	late = visit(closed, 30)
	for language, title in (("zh", "每学期谈话"), ("en", "&lt;b&gt;Talk&lt;/b&gt;")):
		frappe.local.lang = language
		for act in (late.reload().submit, closed.visit.reload().cancel):
			with pytest.raises(frappe.ValidationError, match=title):
				act()


def test_cancelling_what_counted_in_a_closed_period_is_refused(closed):
	with pytest.raises(frappe.ValidationError, match="which is closed"):
		closed.visit.reload().cancel()
	assert frappe.db.get_value("Periodic Obligation", closed.row, "done") == 1


def test_a_correction_is_noted_and_changes_no_figure(closed):
	settling.add_correction(closed.visit.reload(), "The other class was meant")
	notes = frappe.get_all("Comment", {"reference_name": closed.row, "comment_type": "Info"}, pluck="content")
	assert any("The other class was meant" in note for note in notes)
	assert frappe.db.get_value("Periodic Obligation", closed.row, ["done", "state"]) == (1, "Missed")


def test_a_visit_that_serves_no_duty_is_welcome(duty):
	other = builders.make_target(duty.unit, "Canteen")
	stray = builders.make_visit(
		[duty.officer], [other], start=get_datetime(f"{add_days(duty.today, -1)} 12:00:00")
	)
	stray.submit()
	assert state_of()[0].done == 0


def test_what_another_transaction_wrote_meanwhile_is_settled_again(duty, monkeypatch):
	queued = []
	monkeypatch.setattr(settling.frappe, "enqueue", lambda method, **values: queued.append((method, values)))
	first = visit(duty, 1)
	frappe.db.commit()
	read = settling.stored.read_rows

	def read_then_lose(*args, **values):
		found = read(*args, **values)
		for name in found:
			table = frappe.qb.DocType("Periodic Obligation")
			frappe.qb.update(table).set(table.revision, table.revision + 1).where(table.name == name).run()
		return found

	monkeypatch.setattr(settling.stored, "read_rows", read_then_lose)
	first.submit()
	monkeypatch.undo()
	((method, values),) = [each for each in queued if "names" in each[1]]
	assert state_of()[0].done == 0
	method(names=values["names"])
	assert state_of()[0].done == 1


def test_the_day_of_a_visit_is_its_local_day(duty):
	late = builders.make_visit(
		[duty.officer], [duty.target], start=get_datetime(f"{add_days(duty.today, -1)} 23:59:00")
	)
	late.submit()
	assert frappe.db.get_value("Periodic Obligation", {}, "last_contact_on") == date.fromordinal(
		duty.today.toordinal() - 1
	)


def test_a_rule_that_does_not_share_takes_no_visit_of_another_duty(duty):
	alone = builders.make_rule(shared=0, period="Semester", quantity=3, part=0.5, title="Three other talks")
	frappe.db.commit()
	nightly.start(duty.today, inline=True)
	visit(duty, 2).submit()
	other = builders.make_target(duty.unit, "Canteen")
	builders.make_visit(
		[duty.officer], [other], start=get_datetime(f"{add_days(duty.today, -3)} 12:00:00")
	).submit()
	expected = {duty.rule.name: 1, alone.name: 1}
	done = dict(frappe.get_all("Periodic Obligation", fields=["rule", "done"], as_list=True))
	assert done == expected
	frappe.db.commit()
	run = nightly.start(duty.today, inline=True)
	assert dict(frappe.get_all("Periodic Obligation", fields=["rule", "done"], as_list=True)) == expected
	assert frappe.db.get_value("Liaison Run", run, "changed") == 0
