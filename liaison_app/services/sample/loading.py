"""Loads the sample college: rule packs, people, calendar, targets, assignments, and a semester of visits."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _

from liaison_app.sample import SampleCollege, sample_college

from .. import rule_cache, settings
from ..packs import install_shipped_packs
from ..vocabulary import add_words
from .happenings import Happenings
from .matters import add_matters
from .people import People
from .visits import add_visits

PASSWORD = "liaison-demo-1"
DAY_KEY = "liaison_sample_day"  # a default of the site: the day on which the loaded sample plays
SAVEPOINT = "liaison_sample"


@dataclass(frozen=True)
class Loaded:
	"""The loaded college: the day on which it plays, one login of each kind of user, everybody's password.

	`logins` has the keys officer, clerk, approver and admin; `made` counts the records that were added, by DocType.
	"""

	today: date
	logins: dict[str, str]
	password: str
	made: Counter[str]


def load(today: date | None = None) -> Loaded:
	"""Load the sample college as it stands on `today`; the second time nothing is added. The caller commits.

	`today` is moved into the terms if it lies in a vacation; without it, the day of the first loading or else the current one is
	taken. Raises ValidationError, with nothing written, on a site that has people of its own or the sample of another day.
	"""
	before = _day_of_loaded()
	college = sample_college(today or before or frappe.utils.getdate())
	if before and college.today != before:
		frappe.throw(
			_("The sample of {0} is loaded here already. Use a new site for another day.").format(before)
		)
	if not before:
		_refuse_site_in_use()
	frappe.db.savepoint(SAVEPOINT)
	try:
		made = _write(college, first_time=not before)
	except Exception:
		frappe.db.rollback(save_point=SAVEPOINT)
		raise
	finally:
		rule_cache.forget()
	return Loaded(college.today, college.logins, PASSWORD, made)


def _day_of_loaded() -> date | None:
	"""The day of the sample that is loaded; None when its people are not there."""
	stored = frappe.db.get_default(DAY_KEY)
	there = frappe.db.exists("Liaison Officer", {"officer_code": "O01"})
	return frappe.utils.getdate(stored) if stored and there else None


def _refuse_site_in_use() -> None:
	if frappe.db.count("Liaison Officer"):
		frappe.throw(
			_(
				"This site has liaison officers of its own. Load the sample on a site without any: it brings people with a known password."
			)
		)


def _write(college: SampleCollege, first_time: bool) -> Counter[str]:
	made: Counter[str] = Counter()
	with _quietly():
		made.update(install_shipped_packs().made)
		add_words(college.roster.get("vocabulary", {}), made)
		people = People(college.roster, PASSWORD, made)
		people.add()
		if first_time:
			frappe.db.set_default(DAY_KEY, college.today.isoformat())
			_as_if_in_use_since(college.roster["calendar"]["terms"][0]["first_day"])
		Happenings(college.roster, people, made).add()
		add_visits(college.visits["visits"], people, made)
		add_matters(college.today, people)
	return made


def _as_if_in_use_since(first_day: str) -> None:
	"""The first night looks back on nothing; the sample's looks back on the whole term, of which it has the visits."""
	if not settings.last_completed_run():
		settings.note("last_completed_run", first_day)


@contextmanager
def _quietly() -> Iterator[None]:
	"""As an import: no mails, no limit on the number of users that may be made in an hour."""
	before = frappe.flags.in_import
	frappe.flags.in_import = True
	try:
		yield
	finally:
		frappe.flags.in_import = before
