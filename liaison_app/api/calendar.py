"""The desk's calendars and the private calendar link of a user."""

from typing import Any

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit
from frappe.utils import add_months, get_url, getdate
from werkzeug.wrappers import Response

from liaison_app.services import agenda, calendar_events, calendar_feed, ics
from liaison_app.services.todos import languages_of

HOUR = 60 * 60
# Whole institutions share one address; a calendar program asks every few minutes at most.
FETCHES_PER_ADDRESS = 1200
FETCHES_PER_LINK = 60
MONTHS_BACK = 3
LAYERS = ("visits", "duties", "terms", "holidays")


@frappe.whitelist(methods=["GET", "POST"])
def visits(
	start: str, end: str, filters: str | list[Any] | None = None, layers: str = "visits"
) -> list[dict[str, Any]]:
	"""The visits of a view that the user may read and, as far as `layers` names them, the user's duties, terms and holidays.

	Raises PermissionError for who may not read visits, ValidationError for a span or filters that cannot be read.
	"""
	frappe.has_permission("Contact Visit", "read", throw=True)
	first, last = calendar_events.span(start, end)
	wanted, language = set(layers.split(",")), frappe.local.lang or "en"
	found = calendar_events.visits(first, last, filters) if "visits" in wanted else []
	if "duties" in wanted and frappe.has_permission("Periodic Obligation", "read"):
		found += calendar_events.duties(first, last, None, language, own=True)
	return [*found, *_surroundings(first, last, wanted)]


@frappe.whitelist(methods=["GET", "POST"])
def duties(
	start: str, end: str, filters: str | list[Any] | None = None, layers: str = "duties"
) -> list[dict[str, Any]]:
	"""The duties of a view that the user may read, by the day they are due, and terms and holidays if `layers` names them.

	Raises PermissionError for who may not read duties, ValidationError for a span or filters that cannot be read.
	"""
	frappe.has_permission("Periodic Obligation", "read", throw=True)
	first, last = calendar_events.span(start, end)
	wanted = set(layers.split(","))
	language = frappe.local.lang or "en"
	found = calendar_events.duties(first, last, filters, language) if "duties" in wanted else []
	return [*found, *_surroundings(first, last, wanted)]


@frappe.whitelist(methods=["GET", "POST"])
def terms(start: str, end: str, layers: str = "terms,holidays") -> list[dict[str, Any]]:
	"""The terms and holidays of a view. Raises PermissionError for who may not read terms."""
	frappe.has_permission("Liaison Term", "read", throw=True)
	first, last = calendar_events.span(start, end)
	return _surroundings(first, last, set(layers.split(",")))


@frappe.whitelist(methods=["GET", "POST"])
def receptions(start: str, end: str, layers: str = "receptions") -> list[dict[str, Any]]:
	"""Who receives visitors when, of published rosters, and terms and holidays if `layers` names them.

	Raises PermissionError for who may not read the roster, ValidationError for a span that cannot be read.
	"""
	frappe.has_permission("Roster Week", "read", throw=True)
	first, last = calendar_events.span(start, end)
	wanted, language = set(layers.split(",")), frappe.local.lang or "en"
	found = calendar_events.receptions(first, last, language) if "receptions" in wanted else []
	return [*found, *_surroundings(first, last, wanted)]


def _surroundings(first: Any, last: Any, wanted: set[str]) -> list[dict[str, Any]]:
	found = []
	if "terms" in wanted and frappe.has_permission("Liaison Term", "read"):
		found += calendar_events.terms(first, last)
	if "holidays" in wanted and frappe.has_permission("Liaison Calendar Day", "read"):
		found += calendar_events.holidays(first, last, frappe.local.lang or "en")
	return found


# --- the private link ---


@frappe.whitelist(methods=["GET", "POST"])
def link_status() -> dict[str, Any] | None:
	"""When the user's own calendar link was created and last fetched; None where there is none."""
	frappe.has_permission("Liaison Calendar Feed", "read", throw=True)
	return calendar_feed.status(frappe.session.user)


@frappe.whitelist(methods=["POST"])
def create_link() -> str:
	"""A new calendar link for the user, in place of the one before. It is told this once only.

	Raises PermissionError for who has no role of the app.
	"""
	frappe.has_permission("Liaison Calendar Feed", "read", throw=True)
	token = calendar_feed.create(frappe.session.user)
	return get_url(f"/api/method/liaison_app.api.calendar.feed?token={token}{calendar_feed.SUFFIX}")


@frappe.whitelist(methods=["POST"])
def revoke_link() -> bool:
	"""Make the user's own calendar link useless; whether there was one."""
	frappe.has_permission("Liaison Calendar Feed", "read", throw=True)
	return calendar_feed.revoke(frappe.session.user)


@frappe.whitelist(allow_guest=True, methods=["GET"])
@rate_limit(limit=FETCHES_PER_ADDRESS, seconds=HOUR)
def feed(token: str = "") -> Response:
	"""The calendar of the link's user as a file. Whoever has the link reads it: it names nobody who is not open to all.

	Raises DoesNotExistError, always the same, for a link that is wrong or revoked or whose user is disabled; RateLimitExceededError.
	"""
	user = require_link(token)
	since = getdate(add_months(getdate(), -MONTHS_BACK))
	language = languages_of([user])[user]
	entries = agenda.entries(user, since, language)
	zone = frappe.utils.get_system_timezone()
	content = ics.calendar_file(entries, _("Liaison", lang=language), frappe.local.site, zone)
	if calendar_feed.note_use(user):
		frappe.db.commit()  # Frappe keeps nothing that a GET request writes
	return _file(content)


def require_link(token: str) -> str:
	"""The user whose link it is. The session plays no part: neither is it looked at, nor does the answer carry one."""
	_forget_session()
	user = calendar_feed.owner_of(token)
	if not user:
		raise frappe.DoesNotExistError
	_limit_link(user)
	return user


def _limit_link(user: str) -> None:
	"""Count the fetches of this user's link, wherever they come from. Raises RateLimitExceededError."""
	frappe.form_dict.link = user
	rate_limit(key="link", limit=FETCHES_PER_LINK, seconds=HOUR, ip_based=False)(lambda: None)()


def _forget_session() -> None:
	"""The answer is for a program: it sets no cookie."""
	if hasattr(frappe.local, "cookie_manager"):
		frappe.local.cookie_manager.cookies = {}
		frappe.local.cookie_manager.to_delete = []


def _file(content: bytes) -> Response:
	return Response(
		content,
		content_type="text/calendar; charset=utf-8",
		headers={
			"Content-Disposition": 'inline; filename="liaison.ics"',
			"Cache-Control": "private, no-store",
			"X-Robots-Tag": "noindex",
			"X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "no-referrer",
		},
	)
