"""The sample college on the test site, with the night's job done, for the tests of what stands on its obligations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import frappe

from liaison_app.sample import SampleCollege, sample_college
from liaison_app.services import nightly, sample
from liaison_app.services.sample.loading import DAY_KEY
from tests import sitekit

TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class College:
	"""`pure` is the roster and visits that were loaded; `logins` has officer, clerk, approver and admin."""

	pure: SampleCollege
	logins: dict[str, str]
	officers: dict[str, str]
	targets: dict[str, str]

	def officer(self, code: str) -> str:
		"""The site's name of the officer of that code in the roster."""
		return self.officers[code]

	def target(self, code: str) -> str:
		"""The site's name of the target of that code in the roster."""
		return self.targets[code]


def _names(doctype: str, field: str) -> dict[str, str]:
	return {row[field]: row.name for row in frappe.get_all(doctype, fields=["name", field], limit=0)}


@cache
def _college() -> SampleCollege:
	return sample_college(TODAY)


@contextmanager
def loaded_college() -> Iterator[College]:
	"""The sample as it stands on TODAY; everything is deleted afterwards. For a module-scoped fixture."""
	try:
		with sitekit.clean_afterwards():
			loaded = sample.load(TODAY)
			frappe.db.commit()
			nightly.start(TODAY, inline=True)
			officers, targets = _names("Liaison Officer", "officer_code"), _names("Contact Target", "code")
			yield College(_college(), loaded.logins, officers, targets)
	finally:
		frappe.db.set_default(DAY_KEY, None)
		frappe.db.commit()


def rows_of(doctype: str, *fields: str, **filters: Any) -> list[Any]:
	"""All rows, whoever asks, in order of their names."""
	return list(frappe.get_all(doctype, filters, list(fields) or ["*"], order_by="name asc", limit=0))
