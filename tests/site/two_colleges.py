"""Two colleges that have nothing to do with each other. All that the west one has is called after a flower, so that it is known again."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import frappe
import frappe.handler
from frappe.utils import add_days, get_datetime, getdate
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from liaison_app.services import calendar_feed, nightly
from tests.site import builders
from tests.site.judged import judged_rows

FLOWER = "wisteria"  # in every name, title and text of the west, and nowhere else
REFUSED, NOTHING = "refused", "nothing of them"
TODAY = date.today()  # the site is not there yet when this is read
SPAN = {"start": str(TODAY - timedelta(days=60)), "end": str(TODAY + timedelta(days=300))}
NEVER = (frappe.PermissionError, frappe.AuthenticationError, frappe.DoesNotExistError)
UNCHANGED = (
	"Comment",
	"Contact Visit",
	"DocShare",
	"Duty Document",
	"File",
	"Liaison Assessment",
	"Liaison Assignment",
	"Liaison Calendar Feed",
	"Liaison Import",
	"Liaison Nudge",
	"Liaison Regulation",
	"Notification Log",
	"Periodic Obligation",
	"Raised Matter",
	"ToDo",
)
VISIT_KEY = "0e4a3f1c-2222-4444-8888-000000000001"


def make_two_colleges() -> frappe._dict:
	"""`west` and `east`: unit, officer, reviewer, clerk, target, rows by DocType; `manager`; `nobody` has no role."""
	builders.ensure("Trigger Event Type", "event_type_name", "Award")
	found = frappe._dict(
		west=_college("west", FLOWER.title()),
		east=_college("east", "Aster"),
		manager=builders.make_user("manager.two@liaison.example", "Liaison Manager"),
		nobody=builders.make_user("nobody.two@liaison.example"),
	)
	old_days = {"first_day": "1990-09-03", "last_day": "1991-01-18"}
	builders.ensure("Liaison Term", "term_name", "Of Old", academic_year="1990/91", **old_days)
	builders.make_rule(
		code="TC1",
		quantity=2,
		subject_kind="Assigned",
		subject_types=[{"target_type": "Class"}],
		period="Calendar Year",
	)
	frappe.db.commit()
	nightly.start(getdate(), inline=True)
	_add_turns(found)
	for each, word in ((found.west, FLOWER.title()), (found.east, "Aster")):
		_add_rows(each, word)
	frappe.db.set_value("Contact Visit", found.west.rows["Contact Visit"], "client_key", VISIT_KEY)
	calendar_feed.create(found.west.officer.user)
	frappe.db.commit()
	return found


def _college(place: str, word: str) -> frappe._dict:
	login = {
		role: builders.make_user(f"{role.lower()}.{place}@liaison.example", f"Liaison {role}")
		for role in ("Reviewer", "Clerk", "Officer")
	}
	unit = builders.make_unit(f"{word} College", reviewer=login["Reviewer"], clerk=login["Clerk"])
	officer = builders.make_officer(
		unit, login["Officer"], full_name=f"{word} Person", phone="", portfolio=f"{word} affairs"
	)
	contact = {"person_name": f"{word} Parent", "role_title": "Head"}
	target = builders.make_target(
		unit,
		title=f"{word} Class",
		hardship_category="Financial",
		sensitive_notes=f"{word} is in debt",
		contact_people=[contact],
	)
	builders.make_assignment(officer, target)
	return frappe._dict(
		unit=unit,
		officer=officer,
		target=target,
		reviewer=login["Reviewer"],
		clerk=login["Clerk"],
		word=word,
	)


def _add_turns(found: frappe._dict) -> None:
	"""Two weeks of a rotation in each college, and a swap that was asked for; they are long over."""
	rule = builders.make_rule(code="TC2", owner_kind="Rotation", period="Week")
	for number, college in enumerate((found.west, found.east)):
		weeks = [f"W{each}-{college.word}" for each in (1, 2)]
		for place, name in enumerate(weeks):
			values = {"rule": rule.name, "week": date(1990, 9, 3) + timedelta(weeks=2 * number + place)}
			turn = {"doctype": "Roster Week", "name": name, "officer": college.officer.name, **values}
			frappe.get_doc(turn).db_insert()
		swap = dict(zip(("first_week", "second_week"), weeks, strict=True))
		swap |= dict.fromkeys(("first_officer", "second_officer"), college.officer.name)
		frappe.get_doc(
			{"doctype": "Roster Swap", "name": f"RS-{college.word}", "status": "Asked", **swap}
		).db_insert()


def _add_rows(college: frappe._dict, word: str) -> None:
	"""One row of each DocType whose rows not everybody sees."""
	officer, target = college.officer, college.target
	texts = dict.fromkeys(("account", "place", "confidential_account"), f"{word} said so")
	start = get_datetime(f"{add_days(getdate(), -1)} 10:00:00")
	visit = builders.make_visit([officer], [target], start=start, confidential=1, **texts)
	visit.submit()
	owed = frappe.db.get_value("Periodic Obligation", {"officer": officer.name})
	paper = {"title": f"{word} plan", "document_kind": "Plan", "text": f"{word} text"}
	away = {"from_date": "2018-09-01", "reason": f"{word} illness"}
	event = {"event_type": "Award", "target": target.name, "note": f"{word} won"}
	matter = {"officer": officer.name, "details": f"{word} is dark", "raiser_name": f"{word} Student"}
	nudge = {"officer": officer.name, "officer_name": f"{word} Person", "listed": f"{word} Class"}
	archive = {"kind": "Officer", "officer": officer.name, "from_date": TODAY, "to_date": TODAY}
	asked = {"requested_by": officer.user, "status": "Failed", "message": f"{word} failed", "attempt": 1}
	frappe.get_doc({"doctype": "Liaison Archive", "name": f"LAR-{word}", **archive, **asked}).db_insert()
	college.rows = {
		"Contact Target": target.name,
		"Contact Visit": visit.name,
		"Duty Document": _inserted("Duty Document", officer=officer.name, **paper),
		"Exemption": _inserted("Exemption", officer=officer.name, **away),
		"Liaison Assessment": _inserted("Liaison Assessment", unit=college.unit, year_kind="Calendar Year"),
		"Liaison Assignment": frappe.db.get_value("Liaison Assignment", {"officer": officer.name}),
		"Liaison Nudge": _inserted("Liaison Nudge", name=f"LK-{word}", **nudge),
		"Liaison Officer": officer.name,
		"Liaison Timetable Entry": builders.make_lesson("Of Old", target, place=f"{word} room").name,
		"Periodic Obligation": owed,
		"Raised Matter": builders.make_matter(college.unit, subject=f"{word} lamp", **matter).name,
		"Roster Swap": f"RS-{word}",
		"Trigger Event": _inserted("Trigger Event", day=add_days(getdate(), -2), **event),
		**judged_rows(officer, visit.name, word),
	}


def _inserted(doctype: str, **values: Any) -> str:
	return str(builders.insert(doctype, **values).name)


# ---- asking for the west


def ask(method: str, arguments: dict[str, Any], http: str = "POST") -> str:
	"""The whole answer to a request with what is shown beside it, as text; raises what the request raises."""
	frappe.local.request = Request(EnvironBuilder(method=http).get_environ())
	frappe.local.request_ip = "127.0.0.1"
	frappe.local.form_dict = frappe._dict(json.loads(frappe.as_json(arguments)))
	frappe.local.response = frappe._dict(docs=[])
	frappe.local.uploaded_file, frappe.local.uploaded_filename = b"a photo", "photo.txt"
	frappe.clear_messages()
	if "web_matters" in method:
		frappe.cache.delete_keys("rl:")  # a lab that is kept would reach the limit of the hour
	answer = frappe.handler.execute_cmd(method)
	if isinstance(answer, Response):
		answer = _text_of(answer.get_data())
	return frappe.as_json([answer, frappe.local.response, frappe.get_message_log()])


def _text_of(content: bytes) -> str:
	"""Of a Word document and the like, all its parts."""
	if not zipfile.is_zipfile(io.BytesIO(content)):
		return content.decode()
	with zipfile.ZipFile(io.BytesIO(content)) as parts:
		return " ".join(
			_text_of(parts.read(each)) for each in parts.namelist() if each.endswith((".xml", ".docx"))
		)


def outcome(method: str, arguments: dict[str, Any], http: str, west: Any) -> str:
	"""REFUSED, or NOTHING when the answer holds nothing of the west, or what it tells."""
	try:
		said, result = ask(method, arguments, http), NOTHING
	except NEVER as refused:
		said, result = f"{refused} {frappe.as_json(frappe.get_message_log())}", REFUSED
	return leaked(said, arguments, west) or result


def leaked(said: str, arguments: dict[str, Any], west: Any) -> str:
	"""What the answer tells of the west, but for what the question itself said."""
	# What units are called is open to all.
	told, asked = said.lower().replace(west.unit.lower(), ""), frappe.as_json(arguments).lower()
	secrets = [each.lower() for each in (west.officer.user, west.reviewer, *west.rows.values(), FLOWER)]
	for secret in secrets:
		told = told.replace(secret, "") if secret in asked else told
	found = next((secret for secret in secrets if secret in told), None)
	return told[max(0, told.find(found) - 80) :][:200] if found else ""


def counts(west: Any) -> dict[str, Any]:
	found: dict[str, Any] = {doctype: frappe.db.count(doctype) for doctype in UNCHANGED}
	link = frappe.db.get_value("Liaison Calendar Feed", {"user": west.officer.user}, "token_hash")
	return {**found, "link": link}
