"""The steps of a matter as people take them: each asks what it needs, is noted, and moves the deadline."""

from collections.abc import Callable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, getdate, now_datetime

from liaison_app.matters import course

from ..labels import enabled_users
from . import dispatching, duplicates, rights, standing, telling, todos

DOCTYPE = "Raised Matter"
Values = dict[str, Any]


def take(name: str, step: str, modified: str, values: Values) -> Any:
	"""Take the step for the user, on the matter as he or she has seen it. Returns the matter.

	Raises TimestampMismatchError when it has changed since, PermissionError, or ValidationError when it cannot be.
	"""
	doc = frappe.get_doc(DOCTYPE, name)
	doc.check_permission("read")
	rights.refuse_others(doc, step)
	if str(doc.modified) != str(modified):
		frappe.throw(
			_("Somebody else has worked on this matter since you opened it. Reload it and look again."),
			frappe.TimestampMismatchError,
		)
	carry_out(doc, step, values)
	return doc


def carry_out(doc: Any, step: str, values: Values) -> None:
	"""Take the step, whoever may: what follows from another step, or from the night, comes here directly."""
	top = not doc.route or (doc.level or 0) >= _levels(doc)
	possible = course.next_steps(doc.status, paused=bool(doc.paused), top_level=top)
	if step not in possible:
		frappe.throw(_('This step cannot be taken while the matter is "{0}".').format(_(doc.status)))
	today = getdate()
	doc.status = course.next_state(doc.status, step)
	note = ACTS[step](doc, values, today)
	add_step(doc, step, note if note is not None else _text(values, "note"))
	save(doc, today)
	FOLLOWS.get(step, _nothing)(doc)


def add_step(doc: Any, step: str, note: str | None) -> None:
	"""Note the step, with who took it: a raiser who works on the own secret matter as everybody else does, an empty name would tell."""
	by = frappe.session.user
	line = {"step": step, "at": now_datetime(), "by": by, "unit": doc.unit or doc.register_unit}
	doc.append("steps", {**line, "note": note, "level": doc.level_name})


def save(doc: Any, today: date) -> None:
	"""Store what a step has made of the matter, and bring its to-dos in line."""
	standing.bring_up_to_date(doc, today)
	if doc.steps:
		doc.steps[-1].due = doc.due
	doc.flags.takes_step = True
	doc.save(ignore_permissions=True)  # who may take the step was asked before
	doc.flags.takes_step = False
	todos.synchronise([doc.name])


def _levels(doc: Any) -> int:
	return len(frappe.get_cached_doc("Matter Route", doc.route).levels)


# --- what each step does; its note where it is not the user's own ---


def _dispatch(doc: Any, values: Values, today: date) -> None:
	unit = _text(values, "unit") or _refuse(_("Choose the unit that is to handle it."))
	dispatching.refuse_closed(unit)
	is_elsewhere = unit != doc.unit
	doc.unit = unit
	doc.handler = _user(values, "handler")
	if is_elsewhere or not doc.dispatched_on:
		doc.dispatched_on = today
	doc.taken_on = None
	if values.get("leader"):
		doc.leader = dispatching.readable_officer(str(values["leader"]))


def _take_in_hand(doc: Any, values: Values, today: date) -> None:
	doc.handler = _user(values, "handler") or frappe.session.user
	doc.taken_on = doc.taken_on or today


def _answer(doc: Any, values: Values, today: date) -> str:
	if values.get("outcome") not in course.OUTCOMES:
		_refuse(_("Say how it ended: accepted, explained or coordinated."))
	doc.outcome = values["outcome"]
	doc.answer = _text(values, "answer") or _refuse(_("Write the answer: it goes to who raised the matter."))
	doc.unit = doc.unit or doc.register_unit
	doc.handler = doc.handler or frappe.session.user
	doc.dispatched_on = doc.dispatched_on or today
	doc.answered_on = today
	doc.days_to_answer = standing.days_to_answer(doc, today)
	return f"{_(doc.outcome)}: {doc.answer}"


def _give_back(doc: Any, values: Values, today: date) -> str | None:
	how = values.get("how")
	if how not in course.WAYS_BACK:
		_refuse(_("Say how the answer was given back."))
	if how == "On the Site" and not (telling.raiser_of(doc) or doc.ticket_hash):
		_refuse(_("Who raised it cannot read it on the site. Choose another way."))
	doc.given_back_on, doc.given_back_how = today, how
	return " ".join(filter(None, (_(str(how)), _text(values, "note"))))


def _close(doc: Any, values: Values, today: date) -> None:
	doc.closed_on = today


def _reopen(doc: Any, values: Values, today: date) -> str:
	"""The answer did not do: it stays in the course, and the unit has its days anew."""
	note = _text(values, "note") or _refuse(_("Say why it is opened again."))
	if doc.answer:
		note = _("{0} (answered before: {1})").format(note, doc.answer)
	for field in ("outcome", "answer", "answered_on", "days_to_answer", "given_back_on", "given_back_how"):
		doc.set(field, None)
	doc.closed_on = doc.taken_on = doc.duplicate_of = None
	doc.dispatched_on = today
	return note


def _escalate(doc: Any, values: Values, today: date) -> str:
	note = _text(values, "note") or _refuse(_("Say why it needs the next level."))
	standing.raise_level(doc, (doc.level or 0) + 1)
	return note


def _pause(doc: Any, values: Values, today: date) -> str:
	note = _text(values, "note") or _refuse(_("Say what is waited for."))
	doc.append("pauses", {"from_date": today, "reason": note[:140]})
	return note


def _resume(doc: Any, values: Values, today: date) -> None:
	for row in doc.pauses:
		row.to_date = row.to_date or today


def _link(doc: Any, values: Values, today: date) -> str:
	main = duplicates.main_of(
		doc, _text(values, "matter") or _refuse(_("Choose the matter that it is the same as."))
	)
	duplicates.follow(doc, main, today)
	return _("Same as {0}").format(main.register_no)


def _note(doc: Any, values: Values, today: date) -> str:
	return _text(values, "note") or _refuse(_("Write the note."))


def _nothing(doc: Any) -> None:
	return None


ACTS: dict[str, Callable[[Any, Values, date], str | None]] = {
	"Dispatch": _dispatch,
	"Take": _take_in_hand,
	"Answer": _answer,
	"Give Back": _give_back,
	"Close": _close,
	"Reopen": _reopen,
	"Escalate": _escalate,
	"Pause": _pause,
	"Resume": _resume,
	"Link": _link,
	"Note": _note,
}


def _answer_the_same(doc: Any) -> None:
	"""Who raised the same gets the same answer, each by the way that fits."""
	for name in duplicates.waiting_for(doc.name):
		other = frappe.get_doc(DOCTYPE, name)
		if not other.paused:
			carry_out(other, "Answer", {"outcome": doc.outcome, "answer": doc.answer})


FOLLOWS: dict[str, Callable[[Any], None]] = {
	"Answer": _answer_the_same,
	"Give Back": telling.tell_raiser,
	"Escalate": telling.tell_level,
}


# --- values ---


def _text(values: Values, field: str) -> str:
	return str(values.get(field) or "").strip()


def _user(values: Values, field: str) -> str | None:
	"""A user who may log in and handle matters."""
	user = _text(values, field)
	if not user:
		return None
	if user not in enabled_users([user]) or not frappe.has_permission(DOCTYPE, "write", user=user):
		_refuse(
			_("{0} cannot handle matters: choose a user with a role of this app.").format(escape_html(user))
		)
	return user


def _refuse(message: str) -> Any:
	frappe.throw(message)
