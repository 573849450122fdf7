"""Bad data is contained: logged under one title, counted, reported, and nothing else stops for it."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass

import frappe

TITLE = "Liaison: bad data kept an obligation from being worked out"


@dataclass(frozen=True)
class Failure:
	"""What could not be worked out: the record at fault and why."""

	doctype: str
	name: str
	reason: str


def failure_from(doctype: str, name: str, error: Exception) -> Failure:
	"""The failure of an exception that is being handled."""
	last = traceback.extract_tb(error.__traceback__)[-1:]
	place = f" ({last[0].name})" if last else ""
	return Failure(doctype, name, f"{type(error).__name__}: {error}{place}")


def log(failures: Sequence[Failure]) -> None:
	"""One Error Log for all of them, under one title."""
	if failures:
		lines = (f"{failure.doctype} {failure.name}: {failure.reason}" for failure in failures)
		frappe.log_error(title=TITLE, message="\n".join(lines))
