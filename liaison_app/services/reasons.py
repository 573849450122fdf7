"""Why a visit did not count for a duty, as a sentence: the engine answers in two or three words."""

from frappe import _

from liaison_app.engine import credit


def sentence(reason: str) -> str:
	"""The engine's reason as a sentence in the user's language; empty where it counted."""
	return _sentences().get(reason) or _(reason) if reason else ""


def _sentences() -> dict[str, str]:
	return {
		credit.CANCELLED: _("The visit was cancelled."),
		credit.NOT_PRESENT: _("Whoever owes this duty did not take part."),
		credit.WRONG_ACTIVITY: _("This duty asks for another activity."),
		credit.ATTEMPT_ONLY: _("It did not take place, and attempts do not count for this duty."),
		credit.FILTERED: _("A further condition of the rule is not met."),
		credit.WRONG_WEEKDAY: _("Only another day of the week counts for this duty."),
		credit.WRONG_TARGET: _("This duty is about somebody or something else."),
		credit.OWN_BRANCH: _("The own branch does not count for this duty."),
		credit.OUTSIDE_PERIOD: _("The day lies outside of the period of this duty."),
		credit.NOT_ASSIGNED: _("The target was not assigned on that day."),
		credit.NOT_IN_POST: _("The officer did not hold the post on that day."),
		credit.EVIDENCE_MISSING: _("This duty asks for a file or a report, and there is none."),
		credit.RECORDED_LATE: _("It was recorded after the period had closed."),
		credit.TOO_MANY_SUBJECTS: _(
			"One visit serves only so many targets of this duty, and others were named first."
		),
		credit.SERVES_ANOTHER: _("It counts for another duty already, and this one does not share."),
		credit.SECOND_ON_DAY: _("Another visit on that day counts already."),
		credit.CLOSED_THEN: _("It had not counted when the period closed, and closed figures stay."),
	}
