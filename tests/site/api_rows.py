"""What each function that the desk may call answers somebody of another college: one row for each, read by test_api_as_others."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.utils import add_days, getdate

from tests.site.two_colleges import FLOWER, NOTHING, REFUSED, SPAN, TODAY, VISIT_KEY

NAMES = "names only"
WHO = ("officer", "reviewer", "clerk")
DAY = str(TODAY)


@dataclass(frozen=True)
class Row:
	"""What a function answers the officer, reviewer and clerk of the east when it is asked for the west.

	`told`: whom of the west, or `manager`, it tells of the west, so that a refusal is not one of everybody.
	"""

	function: str
	asked: Callable[[Any, Any], dict[str, Any]]  # of the west, and of the east: own officers and targets
	officer: str
	reviewer: str
	clerk: str
	told: str = ""
	http: str = "POST"
	nobody: str = REFUSED  # a user without a role


def talk(officers: list[Any], targets: list[Any], **values: Any) -> dict[str, Any]:
	visit = {
		"officers": [each.name for each in officers],
		"targets": [each.name for each in targets],
		"activities": ["Talk"],
		"start": f"{add_days(getdate(), -3)} 10:00:00",
		**values,
	}
	return {"visit": visit, "key": frappe.generate_hash(length=32)}


def of_west(doctype: str, argument: str) -> Callable[[Any, Any], dict[str, Any]]:
	return lambda west, east: {argument: west.rows[doctype]}


def nothing(west: Any, east: Any) -> dict[str, Any]:
	return {}


DUTY, OFFICER, PAPER, TARGET, VISIT = (
	of_west(*each)
	for each in (
		("Periodic Obligation", "obligation"),
		("Liaison Officer", "officer"),
		("Duty Document", "document"),
		("Contact Target", "target"),
		("Contact Visit", "visit"),
	)
)


ASSESSMENT = of_west("Liaison Assessment", "name")


def doubt(west: Any, east: Any) -> dict[str, Any]:
	return {"visit": west.rows["Contact Visit"], "reason": "Nobody was there"}


def matter_step(west: Any, east: Any) -> dict[str, Any]:
	matter = west.rows["Raised Matter"]
	seen = str(frappe.db.get_value("Raised Matter", matter, "modified"))
	return {"matter": matter, "step": "Note", "modified": seen, "values": json.dumps({"note": "Mine"})}


def moved(west: Any, east: Any) -> dict[str, Any]:
	moves = [{"assignment": west.rows["Liaison Assignment"], "successor": east.officer.name}]
	return {"moves": json.dumps(moves), "last_day": DAY, "reason": "Rotation"}


def by_officer(west: Any, east: Any) -> dict[str, Any]:
	filters = [["Contact Visit Officer", "officer", "=", west.officer.name]]
	return {**SPAN, "filters": json.dumps(filters), "layers": "visits,duties"}


def by_owner(west: Any, east: Any) -> dict[str, Any]:
	return {**SPAN, "filters": json.dumps([["Periodic Obligation", "officer", "=", west.officer.name]])}


ALL_REFUSED, ALL_EMPTY = (REFUSED,) * 3, (NOTHING,) * 3
NO_BOARD = (
	REFUSED,
	NOTHING,
	REFUSED,
)  # who supervises asks for no unit in particular and is shown the own ones
ROWS = [
	Row(
		"hand_over.holdings",
		lambda west, east: {"last_day": DAY, "officer": west.officer.name},
		*NO_BOARD,
		told="reviewer",
		http="GET",
	),
	Row("hand_over.preview", moved, *ALL_REFUSED, told="manager"),
	Row("hand_over.hand_over", lambda west, east: {**moved(west, east), "stamp": "guessed"}, *ALL_REFUSED),
	*(
		Row(
			"approvals.step",
			lambda west, east, doctype=doctype: {
				"doc": json.dumps({"doctype": doctype, "name": west.rows[doctype]}),
				"action": "Approve",
			},
			*ALL_REFUSED,
		)
		for doctype in ("Duty Document", "Liaison Assignment")
	),
	Row(
		"approvals.step_many",
		lambda west, east: {
			"doctype": "Liaison Assignment",
			"names": json.dumps([west.rows["Liaison Assignment"]]),
			"action": "Return",
			"reason": "It was not so",
		},
		*ALL_EMPTY,
	),
	Row("assessments.download", nothing, *NO_BOARD, http="GET"),
	Row(
		"assessments.download",
		lambda west, east: {"filters": json.dumps({"unit": west.unit, "period": "Calendar Year"})},
		*NO_BOARD,
		"reviewer",
		http="GET",
	),
	Row("assessments.download", ASSESSMENT, *ALL_REFUSED, "reviewer", http="GET"),
	Row("assessments.differences", ASSESSMENT, *ALL_REFUSED),
	Row("assessments.distrust_visit", doubt, *ALL_REFUSED),
	Row("assessments.trust_visit", doubt, *ALL_REFUSED),
	Row("visits.confirm", VISIT, *ALL_REFUSED),
	Row(
		"visits.propose",
		lambda west, east: {
			"obligation": west.rows["Periodic Obligation"],
			"start": f"{add_days(getdate(), 5)} 10:00:00",
		},
		*ALL_REFUSED,
	),
	Row("honesty.check_now", nothing, *NO_BOARD),
	*(
		Row(
			f"honesty.{action}",
			lambda west, east, more=more: {"flag": west.rows["Visit Flag"], "note": "It was so", **more},
			*ALL_REFUSED,
		)
		for action, more in (("explain", {}), ("uphold", {"visits": "[]"}), ("ask_anew", {}))
	),
	Row(
		"honesty.answer_spot_check",
		lambda west, east: {"check": west.rows["Spot Check"], "said": "Confirmed", "asked_whom": "x"},
		*ALL_REFUSED,
	),
	Row("archives.status", lambda west, east: {"archive": f"LAR-{west.word}"}, *ALL_REFUSED, "officer"),
	Row("archives.again", lambda west, east: {"archive": f"LAR-{west.word}"}, *ALL_REFUSED),
	Row("board.figures", nothing, *NO_BOARD, "manager"),
	Row("board.figures", lambda west, east: {"unit": west.unit}, *ALL_REFUSED, "reviewer"),
	Row(
		"board.duties",
		lambda west, east: {"unit": west.unit, "period": "Academic Year"},
		*ALL_REFUSED,
		"reviewer",
	),
	Row(
		"board.duties",
		lambda west, east: {"officer": west.officer.name, "period": "Academic Year"},
		*ALL_REFUSED,
		"reviewer",
	),
	Row(
		"board.duties",
		lambda west, east: {"unit": east.unit, "officer": west.officer.name},
		*ALL_REFUSED,
	),
	Row("board.behind", nothing, *NO_BOARD),
	Row("board.behind", lambda west, east: {"unit": west.unit}, *ALL_REFUSED),
	Row("board.behind", OFFICER, *ALL_REFUSED),
	Row("board.nudge", lambda west, east: {"officers": json.dumps([west.officer.name])}, *ALL_REFUSED),
	Row(
		"board.nudge",
		lambda west, east: {"officers": json.dumps([east.officer.name, west.officer.name])},
		*ALL_REFUSED,
	),
	Row("calendar.visits", lambda west, east: {**SPAN, "layers": "visits,duties"}, *ALL_EMPTY, "officer"),
	Row("calendar.visits", by_officer, *ALL_EMPTY, "officer"),
	Row("calendar.duties", lambda west, east: SPAN, *ALL_EMPTY, "officer"),
	Row("calendar.duties", by_owner, *ALL_EMPTY, "officer"),
	Row("calendar.terms", lambda west, east: SPAN, *ALL_EMPTY),
	Row("calendar.link_status", lambda west, east: {"user": west.officer.user}, *ALL_EMPTY),
	Row("calendar.create_link", lambda west, east: {"user": west.officer.user}, *ALL_EMPTY),
	Row("calendar.revoke_link", lambda west, east: {"user": west.officer.user}, *ALL_EMPTY),
	Row("calendar.feed", lambda west, east: {"token": west.officer.user}, *ALL_REFUSED, http="GET"),
	Row("calendar.feed", nothing, *ALL_REFUSED, http="GET"),
	Row("cards.due_this_week", nothing, *ALL_EMPTY),
	Row("cards.overdue", nothing, *ALL_EMPTY),
	Row("cards.missed_last_period", nothing, *ALL_EMPTY),
	Row("cards.never_contacted", nothing, *ALL_EMPTY),
	Row("cards.papers_waiting", nothing, *ALL_EMPTY),
	Row("cards.assignments_waiting", nothing, *ALL_EMPTY),
	Row("cards.exemptions_waiting", nothing, *ALL_EMPTY),
	Row("cards.visits_to_confirm", nothing, *ALL_EMPTY),
	Row("cards.nightly_job", nothing, *ALL_REFUSED),
	Row("charts.attainment_by_unit", nothing, *NO_BOARD, "manager"),
	Row("charts.visits_per_week", nothing, *ALL_EMPTY),
	Row("charts.visits_by_activity", nothing, *ALL_EMPTY),
	Row("duties.my_duties", nothing, *ALL_EMPTY),
	Row(
		"duties.my_duties",
		lambda west, east: {"officer": west.officer.name, "kind": "academic_year"},
		*ALL_REFUSED,
		"clerk",
	),
	Row("duties.my_duties", lambda west, east: {"subject": west.target.name}, *ALL_EMPTY),
	Row("duties.counted", DUTY, *ALL_REFUSED, "officer"),
	Row("duties.year", OFFICER, *ALL_REFUSED),
	Row(
		"duties.tallies",
		lambda west, east: {"officer": west.officer.name, "since": DAY, "until": DAY},
		*ALL_REFUSED,
	),
	Row("documents.existing", DUTY, *ALL_REFUSED),
	Row("documents.prepare", DUTY, *ALL_REFUSED),
	Row(
		"documents.prepare_many",
		lambda west, east: {"obligations": [west.rows["Periodic Obligation"]]},
		*ALL_EMPTY,
	),
	Row("documents.compared", PAPER, *ALL_REFUSED),
	Row(
		"documents.visits",
		lambda west, east: {"document": west.rows["Duty Document"], "rule": "X-TC1"},
		*ALL_REFUSED,
	),
	Row("documents.remind_missing", PAPER, *ALL_REFUSED),
	*(
		Row(
			"forms.download",
			lambda west, east, form=form: {"form": form, "officer": west.officer.name},
			*ALL_REFUSED,
			"clerk",
			http="GET",
		)
		for form in ("contact_record", "registration")
	),
	Row(
		"forms.download",
		lambda west, east: {"form": "observation", "visit": west.rows["Contact Visit"]},
		*ALL_REFUSED,
		"officer",
		http="GET",
	),
	Row(
		"forms.download",
		lambda west, east: {
			"form": "observation",
			"officer": east.officer.name,
			"visit": west.rows["Contact Visit"],
		},
		*ALL_REFUSED,
		http="GET",
	),
	Row(
		"forms.download",
		lambda west, east: {"form": "execution_report", "unit": west.unit},
		*ALL_REFUSED,
		"reviewer",
		http="GET",
	),
	Row("forms.download", lambda west, east: {"form": "grid"}, *ALL_EMPTY, "officer", http="GET"),
	Row("forms.download", lambda west, east: {"form": "grid", "unit": west.unit}, *ALL_REFUSED, http="GET"),
	Row(
		"events.report",
		lambda west, east: {
			"event_type": "Award",
			"day": DAY,
			"external_id": "east",
			"target": west.target.name,
		},
		*ALL_REFUSED,
	),
	Row("events.cancel", lambda west, east: {"external_id": "west"}, *ALL_REFUSED),
	Row(
		"exemptions.ask",
		lambda west, east: {"obligation": west.rows["Periodic Obligation"], "reason": "Ill"},
		*ALL_REFUSED,
	),
	Row("festivals.of_year", nothing, *ALL_REFUSED, http="GET"),
	Row(
		"festivals.enter",
		lambda west, east: {"year": 2030, "event_type": "Award", "names": "[]"},
		*ALL_REFUSED,
	),
	Row("forms.template", lambda west, east: {"form": "grid"}, *ALL_REFUSED, http="GET"),
	Row("forms.fields", lambda west, east: {"form": "grid"}, *ALL_REFUSED, http="GET"),
	Row("history.obligation", DUTY, *ALL_REFUSED, "reviewer"),
	Row("history.target", TARGET, *ALL_REFUSED, "reviewer"),
	Row("history.officer", OFFICER, *ALL_REFUSED, "reviewer"),
	*(
		Row(
			"links.link_title",
			lambda west, east, doctype=doctype: {"doctype": doctype, "docname": west.rows[doctype]},
			*((NAMES, NOTHING, NAMES) if doctype == "Liaison Officer" else ALL_EMPTY),
			"officer" if doctype in ("Contact Target", "Periodic Obligation") else "",
			nobody=NOTHING,
		)
		for doctype in ("Contact Target", "Contact Visit", "Liaison Officer", "Periodic Obligation")
	),
	*(
		Row(
			f"links.{function}",
			lambda west, east, more=more: {"doctype": "Contact Target", "txt": west.target.name, **more},
			*ALL_EMPTY,
			"officer",
		)
		for function in ("search_link", "search_widget")
		for more in ({}, {"ignore_user_permissions": 1})
	),
	*(
		Row(
			"narrowed.linked",
			lambda west, east, doctype=doctype: {"doctype": doctype, "docname": west.rows[doctype]},
			*ALL_REFUSED,
		)
		for doctype in ("Contact Target", "Liaison Officer")
	),
	*(
		Row(
			"narrowed.group_by_count",
			lambda west, east, field=field: {
				"doctype": "Periodic Obligation",
				"current_filters": json.dumps({"officer": west.officer.name}),
				"field": field,
			},
			*ALL_EMPTY,
		)
		for field in ("assigned_to", "subject_title")
	),
	*(
		Row(
			f"narrowed.{function}",
			lambda west, east: {"doctype": "Raised Matter", "filters": {"name": west.rows["Raised Matter"]}},
			*outcomes,
		)
		for function, outcomes in (("get", ALL_REFUSED), ("get_count", ALL_EMPTY))
	),
	Row("calendar.receptions", lambda west, east: SPAN, *ALL_EMPTY),
	*(
		Row(f"roster.{function}", lambda west, east: {"roster": "RR-2019-001"}, *ALL_REFUSED)
		for function in ("draw", "publish")
	),
	*(
		Row(
			f"roster.{function}",
			lambda west, east: {"first": f"W1-{west.word}", "second": f"W2-{west.word}"},
			*ALL_REFUSED,
		)
		for function in ("ask_swap", "swap_by_office")
	),
	Row("roster.answer_swap", lambda west, east: {"swap": f"RS-{west.word}", "agreed": True}, *ALL_REFUSED),
	Row("roster.withdraw_swap", lambda west, east: {"swap": f"RS-{west.word}"}, *ALL_REFUSED),
	Row(
		"roster.substitute",
		lambda west, east: {"week": f"W1-{west.word}", "officer": east.officer.name},
		*ALL_REFUSED,
	),
	Row("packs.preview", lambda west, east: {"file_url": "/private/files/x.json"}, *ALL_REFUSED),
	Row("packs.import_pack", lambda west, east: {"file_url": "/private/files/x.json"}, *ALL_REFUSED),
	Row("timetable.lessons", lambda west, east: {"day": "1990-09-10"}, *ALL_EMPTY, "officer"),
	Row("workbook.download_template", nothing, *ALL_REFUSED, http="GET"),
	Row("workbook.start_import", lambda west, east: {"name": "LI-00001"}, *ALL_REFUSED),
	Row("workbook.import_status", lambda west, east: {"name": "LI-00001"}, *ALL_REFUSED, http="GET"),
	Row(
		"visits.search_officers",
		lambda west, east: {
			"doctype": "Liaison Officer",
			"txt": FLOWER,
			"searchfield": "name",
			"start": 0,
			"page_len": 20,
		},
		NAMES,  # a visit of several officers names them all
		REFUSED,
		NAMES,
	),
	Row("visits.ledger", VISIT, *ALL_REFUSED, "officer"),
	Row(
		"visits.check_list",
		lambda west, east: {"targets": [west.target.name]},
		NOTHING,
		REFUSED,
		NOTHING,
	),
	Row(
		"visits.add_correction",
		lambda west, east: {"visit": west.rows["Contact Visit"], "reason": "It was not so"},
		*ALL_REFUSED,
	),
	Row("visits.prefill", nothing, NOTHING, REFUSED, NOTHING, "officer"),
	Row("visits.prefill", DUTY, *ALL_REFUSED, "officer"),
	Row("visits.prefill", OFFICER, *ALL_REFUSED, "clerk"),
	Row("visits.prefill", of_west("Trigger Event", "event"), *ALL_REFUSED, "officer"),
	Row("matters.alike", of_west("Raised Matter", "matter"), *ALL_REFUSED),
	Row("matters.step", matter_step, *ALL_REFUSED),
	Row(
		"visits.prefill",
		lambda west, east: {"targets": json.dumps([west.target.name])},
		NOTHING,
		REFUSED,
		NOTHING,
		"officer",
	),
	Row("visits.record", lambda west, east: talk([west.officer], [west.target]), *ALL_REFUSED, "officer"),
	Row("visits.record", lambda west, east: talk([west.officer], [east.target]), *ALL_REFUSED),
	Row("visits.record", lambda west, east: talk([east.officer], [west.target]), *ALL_REFUSED),
	Row(
		"visits.record",
		lambda west, east: talk([east.officer], [west.target], start="1901-01-01 10:00:00"),
		*ALL_REFUSED,
	),
	Row(
		"visits.record",
		lambda west, east: {**talk([east.officer], [east.target]), "key": VISIT_KEY},
		*ALL_REFUSED,
	),
	Row(
		"visits.record",
		lambda west, east: talk([east.officer, west.officer], [east.target]),
		NOTHING,  # who took part takes colleagues along
		REFUSED,
		REFUSED,
	),
	Row(
		"visits.record",
		lambda west, east: {**talk([east.officer], [east.target]), "user": west.officer.user},
		*ALL_REFUSED,
	),
	Row("visits.record_with_file", lambda west, east: talk([west.officer], [west.target]), *ALL_REFUSED),
	# The web form is off unless an institution opens it: then it has tests of its own.
	Row("web_matters.look_up", lambda west, east: {"ticket": "ABCD-EFGH-JKLM-NPQR"}, *ALL_REFUSED),
	Row(
		"web_matters.raise_matter",
		lambda west, east: {"stamp": "1.2.3", "subject": "x", "details": "x", "kind": "Other"},
		*ALL_REFUSED,
	),
]
