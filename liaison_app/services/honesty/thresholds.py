"""What the checks go by, from the settings."""

from collections.abc import Callable
from typing import Any

import frappe

from liaison_app.honesty import Limits

from .. import settings

NUMBERS = (
	"overlap_minutes",
	"day_minutes",
	"day_visits",
	"least_text",
	"similarity_of_others",
	"similarity_of_own",
	"bulk_last_days",
	"bulk_delay_days",
	"bulk_visits",
	"late_days",
	"lesson_minutes",
)
SHARE = "bulk_share"  # in percent on the site, from 0 to 1 for the checks


def read() -> Limits:
	"""The thresholds of the site; what was never set is as the checks have it."""
	return limits_of(lambda field: frappe.db.get_single_value(settings.SETTINGS, field))


def limits_of(value_of: Callable[[str], Any]) -> Limits:
	"""The thresholds as these values say. Raises ValueError for one that makes no sense; nothing, and 0, leave it as it is."""
	given: dict[str, Any] = {field: value_of(field) for field in NUMBERS if value_of(field)}
	if value_of(SHARE):
		given[SHARE] = float(value_of(SHARE)) / 100
	return Limits(**given)


def are_on() -> bool:
	"""Whether visits are checked by night."""
	return settings.is_on("visits_checked")
