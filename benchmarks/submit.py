"""Submitting a visit that touches five obligations, with and without what the app does on submit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

import frappe

from . import institution
from .night import run_alone
from .stage import OBLIGATION, Stage, say
from .table import Row

BAR = 1.5
SUBMITS = 40
TOUCHED = 5


def measure(stage: Stage) -> Row:
	"""Officers take turns: one submits with the app's hooks, the next without. Raises RuntimeError when not five are touched."""
	stage.set()
	institution.forget_runs()
	run_alone(frappe.utils.getdate())
	visits = [_draft(number) for number in range(2 * SUBMITS + 2)]
	frappe.db.commit()
	_seconds(visits.pop())  # the first ones fill the caches of the site
	_check_touched(visits.pop())
	pairs = [(_seconds(visits.pop()), _seconds_without_hooks(visits.pop())) for _ in range(SUBMITS)]
	with_hooks, without = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
	say(f"submit: {1000 * with_hooks:.1f} ms, without hooks {1000 * without:.1f} ms")
	return Row(
		f"submit of a visit that touches {TOUCHED} obligations against the same submit with our hooks off",
		f"≤ {BAR} ×",
		f"{with_hooks / without:.2f} ×",
		with_hooks <= BAR * without,
		f"{1000 * with_hooks:.1f} ms against {1000 * without:.1f} ms, medians of {SUBMITS} submits in turn,"
		" each as in a request of its own, commit included",
	)


def _draft(number: int) -> str:
	visit = frappe.get_doc(
		{
			"doctype": "Contact Visit",
			"officers": [{"officer": institution.officer_name(number)}],
			"targets": [{"target": institution.class_of(number)}],
			"activities": [{"activity": institution.ACTIVITY}],
			"start": frappe.utils.now_datetime(),
			"duration_minutes": 30,
			"mode": "Face to Face",
		}
	)
	return str(visit.insert().name)


def _seconds(name: str) -> float:
	"""Submit and commit in what is a new request to Frappe."""
	site = frappe.local.site
	frappe.destroy()
	frappe.init(site)
	frappe.connect()
	frappe.set_user("Administrator")
	visit = frappe.get_doc("Contact Visit", name)
	began = perf_counter()
	visit.submit()
	frappe.db.commit()
	return perf_counter() - began


def _seconds_without_hooks(name: str) -> float:
	with _hooks_off():
		return _seconds(name)


@contextmanager
def _hooks_off() -> Iterator[None]:
	nothing = {"refuse_closed": _nothing, "visit_changed": _nothing}
	with patch.multiple("liaison_app.services.settling", **nothing):
		yield


def _nothing(_visit: Any) -> None:
	"""What a visit does without the app's hooks."""


def _check_touched(name: str) -> None:
	_seconds(name)
	counted = frappe.db.count(OBLIGATION, {"counted_contacts": ("like", f'%"{name}"%')})
	if counted != TOUCHED:
		raise RuntimeError(f"the visit counts for {counted} obligations, not for {TOUCHED}")
