"""Two real workers against one, first generation."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from time import perf_counter

import frappe
from frappe.utils.background_jobs import get_redis_conn
from rq import Worker

from devtools.processes import start, stop, wait_until
from liaison_app.services import nightly

from . import institution
from .night import as_installed
from .stage import NIGHT, Stage, say
from .table import Row

BAR = 1.3
PATIENCE = 900


def measure(stage: Stage) -> Row:
	stage.set()
	pairs = [(_seconds(1), _seconds(2)) for _ in range(stage.repeats)]
	one, two = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
	say("one worker, two workers: " + ", ".join(f"{a:.1f} s, {b:.1f} s" for a, b in pairs))
	return Row(
		"two workers against one, first generation (two cores that the database shares)",
		f"≥ {BAR} × faster",
		f"{one / two:.2f} × faster",
		one >= BAR * two,
		f"{one:.1f} s against {two:.1f} s",
	)


def _seconds(count: int) -> float:
	"""From starting the night to its end, with so many workers that were ready before."""
	institution.forget_runs()
	get_redis_conn().flushall()
	workers = [_worker(number) for number in range(count)]
	try:
		wait_until(lambda: len(Worker.all(connection=get_redis_conn())) == count, PATIENCE, "A worker")
		began = perf_counter()
		run = nightly.start(NIGHT)
		wait_until(lambda: _status(run) == "Completed", PATIENCE, "The nightly run")
		return perf_counter() - began
	finally:
		for worker in workers:
			stop(worker)


def _worker(number: int) -> subprocess.Popen[bytes]:
	"""A worker in a process of its own, as a bench runs it."""
	command = [
		os.environ["LIAISON_PYTHON"],
		"-m",
		"frappe.utils.bench_helper",
		"frappe",
		"worker",
		"--queue",
		"long",
	]
	return start(
		command, Path(os.environ["LIAISON_LAB"]) / "logs" / f"worker-{number}.log", env=as_installed()
	)


def _status(run: str) -> str:
	frappe.db.rollback()  # a new snapshot
	return str(frappe.db.get_value("Liaison Run", run, "status"))
