"""What the night does about matters: due days and overdue ones brought up to date, levels raised, to-dos in line.

It may be run any number of times; a matter that cannot be worked out is logged and stops no other.
"""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from ..failures import Failure, failure_from
from ..failures import log as log_failures
from ..rule_facts import read_calendar
from ..tables import batches, select, table_of
from . import standing, steps, telling, todos

DOCTYPE = "Raised Matter"
AT_ONCE = 200
SHOWN = ("due", "overdue", "paused", "level")


def run(today: date | None = None) -> None:
	"""Bring all open matters up to date. Commits after each batch."""
	day, calendar, failed = today or getdate(), read_calendar(), list[Failure]()
	names = [name for (name,) in select(DOCTYPE, ("name",), table_of(DOCTYPE).status != "Closed")]
	for some in batches(names, AT_ONCE):
		failed += [each for name in some if (each := _contained(name, day, calendar))]
		frappe.db.commit()
	todos.synchronise()
	log_failures(failed)
	frappe.db.commit()


def _contained(name: str, today: date, calendar: Any) -> Failure | None:
	frappe.db.savepoint("liaison_matter")
	try:
		look_after(frappe.get_doc(DOCTYPE, name), today, calendar)
	except Exception as error:  # contained: the next matter is worked out all the same
		frappe.db.rollback(save_point="liaison_matter")
		return failure_from(DOCTYPE, name, error)
	return None


def look_after(doc: Any, today: date, calendar: Any) -> None:
	"""One matter: what is stored of its standing, and the level that it has reached by staying overdue."""
	before = [doc.get(field) for field in SHOWN]
	reached = standing.bring_up_to_date(doc, today, calendar)
	if reached > (doc.level or 0) and doc.status != "Answered":
		standing.raise_level(doc, reached)
		steps.add_step(doc, "Escalate", _("Overdue since {0}", lang=_site_language()).format(doc.due))
		doc.flags.takes_step = True
		doc.save(ignore_permissions=True)  # the night speaks, no user acts
		telling.tell_level(doc)
	elif [doc.get(field) for field in SHOWN] != before:
		# Nobody has changed it: no trace in its history.
		# Who took a step in this moment has worked it out anew: that stands.
		as_read = {"name": doc.name, "modified": doc.modified}
		frappe.db.set_value(
			DOCTYPE, as_read, {field: doc.get(field) for field in SHOWN}, update_modified=False
		)


def _site_language() -> str:
	return frappe.db.get_single_value("System Settings", "language", cache=True) or "en"
