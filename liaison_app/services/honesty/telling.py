"""Reviewers are told once of what a night has found about visits of their officers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from frappe import _

from liaison_app.honesty import Flag

from .. import approvals, messages
from ..tables import select_in
from ..todos import languages_of


def tell_reviewers(found: Sequence[Flag], day: date) -> int:
	"""One message to each reviewer with the number of new questions; returns how many messages there are."""
	if not found:
		return 0
	asked = reviewers({officer for flag in found for officer in flag.officers})
	numbers: Counter[str] = Counter()
	for flag in found:
		numbers.update({asked[officer] for officer in flag.officers if asked.get(officer)})
	languages = languages_of(numbers)
	logs = []
	for user in messages.users_to_tell(numbers):
		one = _("1 new question about visits waits for your answer.", lang=languages[user])
		several = _("{0} new questions about visits wait for your answer.", lang=languages[user])
		subject = escape((one if numbers[user] == 1 else several).format(numbers[user]))
		logs.append(messages.log(messages.name_of("LH", user, day), user, subject))
	messages.write(logs)
	return len(logs)


def reviewers(officers: Iterable[str]) -> dict[str, str]:
	"""Officer -> the user who answers for visits of the officer: reviewer or deputy of the unit or the next above, never himself or herself."""
	tree = approvals.read_tree()
	rows = select_in("Liaison Officer", ("name", "unit", "user"), "name", set(officers))
	found = {name: tree.asked(unit, {user}) for name, unit, user in rows}
	return {name: user for name, user in found.items() if user}
