"""Who is told of a matter by a system notification: who raised it, and who prepares the meeting of the level that it reached."""

from html import escape
from typing import Any

import frappe
from frappe import _

from .. import messages
from ..notices import managers
from ..todos import languages_of

DOCTYPE = "Raised Matter"


def raiser_of(doc: Any) -> str | None:
	"""The account of who raised it, if there is one; of a target its user."""
	user = doc.secret_user if doc.secret else doc.raiser_user
	target = doc.secret_target if doc.secret else doc.raiser_target
	if not user and target:
		user = frappe.db.get_value("Contact Target", target, "user")
	return user or None


def tell_raiser(doc: Any) -> None:
	"""Give the answer to who raised it and has an account.

	The notification names no matter: of a secret one not even the title may lead from the person to it.
	"""
	user = raiser_of(doc)
	if not user or not messages.users_to_tell([user]):
		return
	language = languages_of([user])[user]
	if doc.secret:
		subject = _(
			"There is an answer to what you raised. Look it up with your ticket number.", lang=language
		)
		_send(messages.name_of("LX", frappe.generate_hash(length=20)), user, escape(subject), "")
		return
	subject = _("Your matter was answered: {0}", lang=language).format(doc.subject)
	answer = escape(f"{_(doc.outcome, lang=language)}: {doc.answer}").replace("\n", "<br>")
	_send(messages.name_of("LX", doc.name, len(doc.steps)), user, escape(subject), answer)


def tell_level(doc: Any) -> None:
	"""Tell who takes the matter up on the level that it has reached: the user of the level, else the managers."""
	users = messages.users_to_tell([doc.level_user] if doc.level_user else managers())
	languages = languages_of(users)
	for user in sorted(users):
		subject = _("{0} is for the {1}: {2}", lang=languages[user]).format(
			doc.register_no, _(doc.level_name, lang=languages[user]), doc.subject
		)
		name = messages.name_of("LX", doc.name, doc.level, user)
		_send(name, user, escape(subject), "", doc.name)


def _send(name: str, user: str, subject: str, content: str, matter: str = "") -> None:
	log = messages.log(name, user, subject, content, DOCTYPE if matter else "", matter)
	messages.write([log])
	messages.mail([log])
