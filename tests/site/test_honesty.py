"""Questions about visits on the site (B20): each planted case is found, a reviewer answers, what is answered stays; spot checks; registers."""

import io
import json
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import frappe
import openpyxl
import pytest
from frappe.utils import getdate

from liaison_app.api import honesty as api
from liaison_app.services import distrust
from liaison_app.services.honesty import checking, spot_checks, store
from tests.honest import an_account
from tests.site.builders import (
	ensure,
	insert,
	make_lesson,
	make_officer,
	make_rule,
	make_target,
	make_unit,
	make_user,
	make_visit,
)
from tests.site.reports_kit import lines_of
from tests.site.test_assessment import owes

TERM = {"first_day": "1992-09-07", "last_day": "1993-01-15"}
TODAY = date(1993, 1, 20)
MONDAY = date(1992, 9, 7)
HEARD = "Class Observation"


@pytest.fixture
def college(site) -> SimpleNamespace:
	"""Ann and Bo of a college that Rita reviews; a term of 1992."""
	term = insert("Liaison Term", term_name="1992 I", academic_year="1992/93", **TERM).name
	reviewer = make_user("honest.rita@liaison.example", "Liaison Reviewer")
	unit = make_unit("Honest College", make_unit("Honest School"), reviewer=reviewer)
	users = [make_user(f"honest.{who}@liaison.example", "Liaison Officer") for who in ("ann", "bo")]
	ann = make_officer(unit, users[0], full_name="Ann Honest")
	bo = make_officer(unit, users[1], full_name="Bo Honest")
	targets = [make_target(unit) for _each in range(3)]
	return SimpleNamespace(
		term=term, unit=unit, reviewer=reviewer, user=users[0], ann=ann, bo=bo, targets=targets
	)


def visit_of(officer: Any, target: Any, start: str, recorded: str | None = None, **values: Any) -> Any:
	"""A submitted visit of an hour, recorded on its day unless said otherwise."""
	values = {"account": an_account(start + officer.name), "mode": "Face to Face", **values}
	visit = make_visit([officer], [target], start=start, **values).submit()
	visit.db_set("recorded_on", recorded or start[:10])
	return visit


def honest(college: SimpleNamespace) -> list[Any]:
	return [
		visit_of(
			officer, college.targets[number % 3], f"{MONDAY + timedelta(days=9 * number)} 0{8 + number}:00:00"
		)
		for number in range(2)
		for officer in (college.ann, college.bo)
	]


def flags(**filters: Any) -> list[Any]:
	return list(
		frappe.get_all(
			"Visit Flag", filters, ["name", "kind", "status", "people"], order_by="kind asc, name asc"
		)
	)


def asked(flag: str) -> set[str]:
	return set(frappe.get_all("Visit Flag Visit", {"parent": flag, "part": "Asked About"}, pluck="visit"))


def photo_of(visit: Any, content: bytes, name: str) -> None:
	insert(
		"File",
		file_name=name,
		content=content,
		is_private=1,
		attached_to_doctype="Contact Visit",
		attached_to_name=visit.name,
	)


def plant_two_places(college: SimpleNamespace) -> list[Any]:
	first, second, _third = college.targets
	return [
		visit_of(college.ann, first, "1992-10-05 09:00:00", place="East Hall 3"),
		visit_of(college.ann, second, "1992-10-05 09:20:00", place="Canteen"),
	]


def plant_full_day(college: SimpleNamespace) -> list[Any]:
	hours = range(6, 20, 2)
	return [
		visit_of(
			college.ann,
			college.targets[0],
			f"1992-10-06 {hour:02}:00:00",
			duration_minutes=115,
			place=f"{hour}",
		)
		for hour in hours
	]


def plant_same_text(college: SimpleNamespace) -> list[Any]:
	text = an_account("copied")
	visit_of(college.bo, college.targets[0], "1992-10-07 09:00:00", account=text)
	return [
		visit_of(college.ann, college.targets[1], "1992-10-21 09:00:00", account=text.replace("，", "；"))
	]


def plant_same_photo(college: SimpleNamespace) -> list[Any]:
	visits = [
		visit_of(college.bo, college.targets[0], "1992-10-08 09:00:00"),
		visit_of(college.ann, college.targets[1], "1992-10-22 09:00:00"),
	]
	for number, visit in enumerate(visits):
		photo_of(visit, PICTURE, f"photo {number}.png")
	return visits[1:]


def plant_bulk(college: SimpleNamespace) -> list[Any]:
	return [
		visit_of(college.ann, college.targets[0], f"1992-12-{20 + day} 09:00:00", recorded="1993-01-14")
		for day in range(6)
	]


def plant_late(college: SimpleNamespace) -> list[Any]:
	return [visit_of(college.ann, college.targets[0], "1992-10-09 09:00:00", recorded="1992-11-20")]


def plant_outside_class_hours(college: SimpleNamespace) -> list[Any]:
	make_lesson(college.term, college.targets[0])  # Mondays from eight to half past nine
	hearing = [{"activity": ensure("Liaison Activity Type", "activity_name", HEARD)}]
	heard = {"activities": hearing, "duration_minutes": 45}
	visit_of(college.ann, college.targets[0], "1992-10-12 08:10:00", **heard)
	return [visit_of(college.ann, college.targets[0], "1992-10-19 15:00:00", **heard)]


PICTURE = bytes.fromhex(
	"89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
	"0000000c49444154789c6360f8cf000002050101cf3b2e0b0000000049454e44ae426082"
)
PLANTED = [
	(plant_two_places, "Two Places at Once"),
	(plant_full_day, "Day Too Full"),
	(plant_same_text, "Same Text"),
	(plant_same_photo, "Same Photo"),
	(plant_bulk, "Recorded in Bulk"),
	(plant_late, "Recorded Late"),
	(plant_outside_class_hours, "Outside Class Hours"),
]


@pytest.mark.parametrize(("plant", "kind"), PLANTED, ids=[kind for _plant, kind in PLANTED])
def test_b20_each_planted_case_is_found_once_and_nobody_else_is_asked(college, plant, kind):
	honest(college)
	checking.run(TODAY)
	assert flags() == []
	planted = {visit.name for visit in plant(college)}
	checking.run(TODAY)
	found = flags()
	assert {flag.kind for flag in found} == {kind}
	assert {visit for flag in found for visit in asked(flag.name)} == planted
	assert {flag.people for flag in found} == {"Ann Honest"}
	checking.run(TODAY)
	assert flags() == found


def test_b20_a_night_tells_the_reviewer_once_and_nobody_else(college):
	plant_late(college)
	checking.run(TODAY)
	checking.run(TODAY)
	told = frappe.get_all("Notification Log", {"name": ("like", "LH-%")}, ["for_user", "subject"])
	assert [tuple(each.values()) for each in told] == [
		(college.reviewer, "1 new question about visits waits for your answer.")
	]


def test_b20_what_was_just_recorded_is_asked_about_without_waiting_for_the_night(college):
	first, second = plant_two_places(college)
	frappe.cache.delete_value(checking.LOOKED)
	checking.look()
	(flag,) = flags()
	checking.look()
	assert (flag.kind, asked(flag.name)) == ("Two Places at Once", {first.name, second.name})
	checking.run(TODAY)
	assert flags() == [flag]


def test_b20_an_explained_question_stays_explained_and_a_cancelled_visit_is_asked_about_no_more(
	college, as_user
):
	plant_late(college)
	first, _second = plant_two_places(college)
	checking.run(TODAY)
	late = frappe.db.get_value("Visit Flag", {"kind": "Recorded Late"})
	with as_user(college.reviewer):
		api.explain(late, "The network was down; the paper is dated.")
	first.reload()
	first.cancel()
	checking.run(TODAY)
	assert {flag.kind: flag.status for flag in flags()} == {
		"Recorded Late": "Explained",
		"Two Places at Once": "No Longer Found",
	}


def test_b20_an_amended_visit_keeps_its_question(college):
	visit = plant_late(college)[0]
	checking.run(TODAY)
	(before,) = flags()
	visit.reload()
	visit.cancel()
	again = frappe.copy_doc(visit)
	again.update({"amended_from": visit.name, "docstatus": 0, "place": "Room 1"}).insert()
	again.submit()
	assert again.recorded_on == date(1992, 11, 20)
	checking.run(TODAY)
	assert flags() == [before]
	assert asked(before.name) == {again.name}


def test_b20_only_a_reviewer_who_is_none_of_the_officers_sees_and_answers(college, as_user):
	plant_late(college)
	checking.run(TODAY)
	(flag,) = flags()
	foreign = make_user("honest.fay@liaison.example", "Liaison Reviewer")
	make_unit("Other College", reviewer=foreign)
	for user in (college.user, foreign):
		with as_user(user), pytest.raises(frappe.PermissionError):
			api.explain(flag.name, "It was so")
	with as_user(college.reviewer):
		assert frappe.get_list("Visit Flag", pluck="name") == [flag.name]
		for wrong in ("", "  "):
			with pytest.raises(frappe.ValidationError, match="Write a note"):
				api.explain(flag.name, wrong)
	frappe.db.set_value("Liaison Officer", college.ann.name, "user", college.reviewer)
	with as_user(college.reviewer):
		assert frappe.get_list("Visit Flag") == []
		with pytest.raises(frappe.PermissionError):
			api.uphold(flag.name, "It was not so", json.dumps(sorted(asked(flag.name))))
	frappe.db.set_value("Liaison Officer", college.ann.name, "user", "Administrator")
	with pytest.raises(frappe.PermissionError, match="for none of them"):
		api.explain(flag.name, "I manage all of this")


def test_b20_an_upheld_question_leaves_the_chosen_visits_out_for_that_reason(college, as_user):
	first, second = plant_two_places(college)
	checking.run(TODAY)
	(flag,) = flags()
	with as_user(college.reviewer):
		for wrong in ("[]", '["CV-none"]', "no list", '{"a": 1}'):
			with pytest.raises(frappe.ValidationError, match="among those asked about"):
				api.uphold(flag.name, "Nobody there", wrong)
		api.uphold(flag.name, "The canteen was closed", json.dumps([second.name]))
		with pytest.raises(frappe.ValidationError, match="answered already"):
			api.explain(flag.name, "Two at once")
		api.ask_anew(flag.name, "The cook says otherwise")
	values = ("status", "resolved_by", "note")
	assert frappe.db.get_value("Visit Flag", flag.name, values) == ("Open", None, "The cook says otherwise")
	trust = [frappe.db.get_value("Contact Visit", each.name, "distrust_reason") for each in (first, second)]
	assert trust == [None, "The canteen was closed"]


def test_b20_no_evidence_quotes_an_account(college):
	secret = "秘密：" + an_account("secret")
	for officer, day in ((college.bo, 7), (college.ann, 14)):
		visit_of(
			officer,
			college.targets[0],
			f"1992-10-{day:02} 09:00:00",
			account=secret,
			confidential=1,
			confidential_account=secret,
		)
	checking.run(TODAY)
	(flag,) = flags()
	stored = frappe.as_json(frappe.get_doc("Visit Flag", flag.name).as_dict())
	assert flag.kind == "Same Text" and secret[:8] not in stored and secret[-12:] not in stored


def test_b20_thresholds_are_the_institutions_and_senseless_ones_are_refused(college):
	plant_late(college)
	settings = frappe.get_single("Liaison Settings")
	settings.update({"late_days": 60}).save()
	checking.run(TODAY)
	assert flags() == []
	for wrong in ({"similarity_of_own": 20}, {"bulk_share": 120}, {"spot_share": -1}):
		with pytest.raises(frappe.ValidationError, match="must be from"):
			frappe.get_single("Liaison Settings").update(wrong).save()
	frappe.get_single("Liaison Settings").update({"late_days": 30, "visits_checked": 0}).save()
	checking.run(TODAY)
	assert flags() == []


# --- rates ---


def test_b20_rates_are_shown_with_and_without_flagged_visits_and_agree_with_the_assessment(college):
	"""Ann met a duty of two with a late visit and a good one; Bo is asked about nothing. Asking changes no figure but the last."""
	rule, flagged, good = (
		make_rule(),
		plant_late(college)[0],
		visit_of(college.ann, college.targets[1], "1992-10-20 09:00:00"),
	)
	year = {
		"period_start": "1992-09-07",
		"period_end": "1993-01-15",
		"opens": "1992-09-07",
		"next_due": "1993-01-15",
		"last_due": "1993-01-15",
		"close_on": "1993-01-15",
		"period_key": "S:1992",
	}
	for officer, visits in ((college.ann, (flagged, good)), (college.bo, ())):
		duty = owes(officer, rule, 2, "Met" if visits else "Missed", *visits)
		duty.db_set(year)
	checking.run(TODAY)
	span = {"from_date": "1992-09-07", "to_date": "1993-01-15"}

	def rates() -> dict[str, tuple[Any, ...]]:
		keys = ("with_all", "trusted", "unasked", "not_trusted", "asked_about")
		return {
			line["who"]: tuple(line[key] for key in keys)
			for line in lines_of("Attainment without Flagged Visits", **span)
		}

	assert rates() == {"Ann Honest": (100.0, 100.0, 50.0, 0, 1), "Bo Honest": (0.0, 0.0, 0.0, 0, 0)}
	api.uphold(flags()[0].name, "Nobody was there", json.dumps([flagged.name]))
	assert rates()["Ann Honest"] == (100.0, 50.0, 50.0, 1, 0)
	(assessed,) = [line for line in lines_of("Assessment", **span) if line["who"] == "Ann Honest"]
	assert (assessed["with_all"], assessed["attainment"]) == (100.0, 50.0)
	distrust.trust(frappe.get_doc("Contact Visit", flagged.name), "She was there after all")
	assert rates()["Ann Honest"] == (100.0, 100.0, 100.0, 0, 0)


# --- spot checks ---


def set_share(percent: float, **values: Any) -> None:
	frappe.get_single("Liaison Settings").update(
		{"spot_share": percent, "spot_seed": "a seed", **values}
	).save()


def test_b20_spot_checks_are_drawn_once_and_again_the_same(college):
	visits = [
		visit_of(officer, college.targets[0], f"1992-10-{day:02} 09:00:00")
		for day in range(1, 11)
		for officer in (college.ann, college.bo)
	]
	assert spot_checks.draw(TODAY) == []
	set_share(30)
	drawn = spot_checks.draw(TODAY)
	rows = frappe.get_all("Spot Check", ["visit", "reviewer", "status"], order_by="visit asc")
	assert 0 < len(drawn) == len(rows) < len(visits)
	assert {(row.reviewer, row.status) for row in rows} == {(college.reviewer, "To Confirm")}
	assert spot_checks.draw(TODAY) == []
	frappe.db.delete("Spot Check")
	assert spot_checks.draw(TODAY) == drawn
	todos = frappe.get_all("ToDo", {"reference_type": "Spot Check"}, ["allocated_to", "status"])
	assert {tuple(each.values()) for each in todos} == {(college.reviewer, "Open")}


def test_b20_a_regulation_may_have_a_share_of_its_own(college):
	rule = make_rule()
	counted = visit_of(college.ann, college.targets[0], "1992-10-01 09:00:00")
	visit_of(college.ann, college.targets[0], "1992-10-02 09:00:00")
	duty = owes(college.ann, rule, 1, "Met", counted)
	duty.db_set({"period_start": "1992-09-07", "period_end": "1993-01-15"})
	settings = frappe.get_single("Liaison Settings")
	settings.append("spot_shares", {"regulation": rule.regulation, "share": 100})
	settings.save()
	spot_checks.draw(TODAY)
	rows = frappe.get_all("Spot Check", ["visit", "regulation"])
	assert [tuple(row.values()) for row in rows] == [(counted.name, rule.regulation)]
	assert spot_checks.draw(TODAY) == []
	settings.spot_shares[0].share = 101
	with pytest.raises(frappe.ValidationError, match="must be from 0 to 100"):
		settings.save()


def test_b20_a_visit_that_the_contact_does_not_confirm_may_be_left_out(college, as_user):
	visit = visit_of(college.ann, college.targets[0], "1992-10-01 09:00:00")
	gone = visit_of(college.ann, college.targets[0], "1992-10-02 09:00:00")
	set_share(100)
	spot_checks.draw(TODAY)
	check = frappe.db.get_value("Spot Check", {"visit": visit.name})
	with as_user(college.user), pytest.raises(frappe.PermissionError):
		api.answer_spot_check(check, "Confirmed", "myself")
	with as_user(college.reviewer):
		for wrong in (("Confirmed", ""), ("Not Confirmed", "the monitor"), ("Perhaps", "the monitor")):
			with pytest.raises(frappe.ValidationError):
				api.answer_spot_check(check, *wrong)
		api.answer_spot_check(check, "Not Reached", "the monitor")
		api.answer_spot_check(check, "Not Confirmed", "the monitor", "Nobody came", do_not_trust=True)
	assert frappe.db.get_value("Contact Visit", visit.name, "distrust_reason") == "Nobody came"
	assert frappe.db.get_value("ToDo", {"reference_name": check}, "status") == "Closed"
	gone.reload()
	gone.cancel()
	spot_checks.draw(TODAY)
	assert frappe.db.get_value("Spot Check", {"visit": gone.name}, "status") == "No Longer Needed"


# --- registers ---


def workbook(*lines: tuple[Any, ...]) -> bytes:
	book = openpyxl.Workbook()
	for line in lines:
		book.active.append(line)
	file = io.BytesIO()
	book.save(file)
	return file.getvalue()


def register(college: SimpleNamespace, content: bytes, name: str = "door.xlsx", **values: Any) -> Any:
	url = insert("File", file_name=name, content=content, is_private=1).file_url
	return insert("Presence Register", title="Door", unit=college.unit, file=url, **values)


def test_b20_a_register_of_others_bears_visits_out_or_does_not(college, as_user):
	there = visit_of(college.ann, college.targets[0], "1992-10-05 09:00:00", place="Dormitory 3")
	missed = visit_of(college.bo, college.targets[0], "1992-10-06 09:00:00", place="Dormitory 3")
	heading = ("Register of the door",), ("日期", "地点", "姓名")
	lines = [
		(datetime(1992, 10, 5), "Dormitory 3", "Ann Honest"),
		("1992/10/7", "Dormitory 3", "=1+1"),
		("soon", "Dormitory 3", "Bo Honest"),
	]
	with as_user(college.reviewer):
		paper = register(college, workbook(*heading, *lines))
		found = lines_of("Register against Visits", register=paper.name)
	assert (paper.entries, paper.unread, paper.faults) == (2, 1, "Line 5: 'soon' is no date.")
	assert [(line["outcome"], line["visit"], line.get("name")) for line in found] == [
		("Without Entry", missed.name, None),
		("Found", there.name, "Ann Honest"),
		("Not Found", None, "'=1+1"),
	]
	with as_user(college.user), pytest.raises(frappe.PermissionError):
		lines_of("Register against Visits", register=paper.name)


@pytest.mark.parametrize(
	("content", "message"),
	[
		(b"", "empty|no .xlsx|Attach"),
		(b"%PDF-1.4 not a workbook", "no .xlsx workbook"),
		(b"PK\x03\x04 torn", "damaged|no .xlsx"),
		(workbook(("Who", "What")), "no heading with a date and a name"),
		(workbook(("Date", "Name"), ("soon", "Ann")), "No line of the register"),
	],
)
def test_b20_a_file_that_is_no_register_is_refused(college, content, message):
	with pytest.raises(frappe.ValidationError, match=message):
		register(college, content or b" ")


def test_b20_a_register_is_for_the_units_that_one_reviews(college, as_user):
	other = make_unit("Other College")
	with as_user(college.reviewer), pytest.raises(frappe.PermissionError):
		register(SimpleNamespace(unit=other), workbook(("Date", "Name"), ("1992-10-05", "Ann")))


def test_the_evidence_is_in_the_readers_language(college):
	plant_late(college)
	checking.run(TODAY)
	document = frappe.get_doc("Visit Flag", flags()[0].name)
	document.run_method("onload")
	assert "1992-11-20" in document.evidence
	assert store.visits_of(document) == document.get_onload("asked")
	assert document.get_onload("may_answer") and getdate(document.day) == date(1992, 10, 9)
