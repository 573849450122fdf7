"""What site and browser tests share: the connection, cleaning up after a commit, real workers, a real server."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import frappe
import frappe.utils.caching
from frappe.core.doctype.user import user

from devtools.processes import free_port, is_alive, start, stop, wait_until

CHECKOUT = Path(__file__).resolve().parent.parent
SITE = os.environ.get("LIAISON_SITE", "")
LAB = Path(os.environ.get("LIAISON_LAB", "."))
SITES = LAB / "sites"
PYTHON = os.environ.get("LIAISON_PYTHON", "")
# What no test changes but by way of `frappe.clear_cache`, and what is slow to read again for each one.
KEPT_IN_CACHE = {
	"all_apps",
	"app_hooks",
	"app_modules",
	"assets_json",
	"db_tables",
	"doctype_form_meta",
	"doctype_meta",
	"installed_app_modules",
	"installed_apps",
	"metadata_version",
	"module_app",
	"module_installed_app",
	"table_columns",
	"time_zone",
}
# Frappe keeps these in an engine without transactions: a rollback does not reach them.
TABLES_WITHOUT_ROLLBACK = ("Data Import Log", "Error Log")
# Rows outside the app's own tables that its work, or a visit to the desk, leaves behind.
SHARED_TABLES = (
	"Activity Log",
	"Comment",
	"Communication",
	"Custom DocPerm",
	"Custom Field",
	"Deleted Document",
	"DocShare",
	"Email Queue",
	"Email Queue Recipient",
	"Error Log",
	"File",
	"Has Role",
	"Notification Log",
	"Notification Settings",
	"Property Setter",
	"ToDo",
	"User",
	"User Permission",
	"Version",
	"Workflow",
	"Workflow Action",
	"Workflow Document State",
	"Workflow State",
	"Workflow Transition",
)


def connect() -> None:
	"""Connect this process to the test site. Raises RuntimeError when the tests were not started by tests/run.py."""
	if not SITE:
		raise RuntimeError(
			"Site and browser tests need a site of their own: run `make test`, or python tests/run.py site"
		)
	import liaison_app

	if CHECKOUT not in Path(liaison_app.__file__).resolve().parents:
		raise RuntimeError(
			f"These tests are to test {CHECKOUT}, but liaison_app comes from {liaison_app.__file__}."
		)
	os.chdir(SITES)
	frappe.init(SITE, sites_path=".")
	frappe.connect()
	frappe.local.lang = "en"
	frappe.set_user("Administrator")


def start_afresh() -> None:
	"""Undo what is not committed, and forget what this process and Redis remember of it."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	frappe.local.lang = "en"
	frappe.clear_messages()
	frappe.db.value_cache.clear()
	frappe.utils.caching._SITE_CACHE.clear()
	for name in ("system_settings", "website_settings", "request_cache"):
		if hasattr(frappe.local, name):
			delattr(frappe.local, name)
	forgotten = [key for key in frappe.cache.get_keys("") if _key_name(key) not in KEPT_IN_CACHE]
	frappe.cache.delete_value(forgotten, make_keys=False)


def _key_name(key: bytes) -> str:
	return key.decode(errors="replace").rpartition("|")[2]


@contextmanager
def fresh_metadata() -> Iterator[None]:
	"""Forget DocTypes' shapes as well when they were changed inside: Frappe gives them a new version then."""
	before = frappe.cache.get_value("metadata_version")
	yield
	if frappe.cache.get_value("metadata_version") != before:
		frappe.db.rollback()
		frappe.clear_cache()


@contextmanager
def metadata_kept() -> Iterator[None]:
	"""Insert users inside: Frappe notes with each who still has to type a mailbox's password, nobody here, and for that forgets the shape
	of every DocType, which then takes as long as a whole test to read again.
	"""
	noting = user.ask_pass_update
	user.ask_pass_update = lambda: None
	try:
		yield
	finally:
		user.ask_pass_update = noting


@contextmanager
def clean_afterwards() -> Iterator[None]:
	"""Delete every row that is added inside, committed by whomever. Rows that were there are not restored."""
	frappe.db.rollback()
	tables = _tables_to_watch()
	singles = _singles()
	before = _names_in(tables)
	shapes = frappe.cache.get_value("metadata_version")
	try:
		yield
	finally:
		frappe.db.rollback()
		frappe.set_user("Administrator")
		_delete_added(before)
		_restore_singles(singles)
		frappe.db.commit()
		if frappe.cache.get_value("metadata_version") != shapes:
			frappe.clear_cache()  # slow: every DocType is read again
		start_afresh()


@contextmanager
def rolled_back_afterwards() -> Iterator[None]:
	"""Roll back what is written inside, and delete what no rollback reaches."""
	before = _names_in(TABLES_WITHOUT_ROLLBACK)
	try:
		yield
	finally:
		start_afresh()
		_delete_added(before)


def _names_in(tables: Iterable[str]) -> dict[str, set[str]]:
	return {table: set(frappe.get_all(table, pluck="name", order_by="name asc")) for table in tables}


def _delete_added(before: dict[str, set[str]]) -> None:
	for table, names in _names_in(before).items():
		added = sorted(names - before[table])
		for first in range(0, len(added), 500):
			frappe.db.delete(table, {"name": ("in", added[first : first + 500])})


def _tables_to_watch() -> list[str]:
	own = frappe.get_all(
		"DocType", filters={"module": "Liaison", "issingle": 0, "is_virtual": 0}, pluck="name"
	)
	return [*own, *(table for table in SHARED_TABLES if frappe.db.table_exists(table))]


def _singles() -> dict[str, list[tuple[str, str]]]:
	own = frappe.get_all("DocType", filters={"module": "Liaison", "issingle": 1}, pluck="name")
	table = frappe.qb.DocType("Singles")
	query = frappe.qb.from_(table).select(table.field, table.value)
	return {single: list(query.where(table.doctype == single).run()) for single in own}


def _restore_singles(singles: dict[str, list[tuple[str, str]]]) -> None:
	table = frappe.qb.DocType("Singles")
	for single, values in singles.items():
		frappe.qb.from_(table).delete().where(table.doctype == single).run()
		for field, value in values:
			frappe.qb.into(table).columns("doctype", "field", "value").insert(single, field, value).run()


class RealWorker:
	"""One RQ worker in a process of its own, as a bench runs it."""

	def __init__(self, queues: str, number: int) -> None:
		self.log = LAB / "logs" / f"worker-{os.getpid()}-{number}.log"
		command = [PYTHON, "-m", "frappe.utils.bench_helper", "frappe", "worker", "--queue", queues]
		self.process = start(command, self.log, cwd=SITES)

	@property
	def pid(self) -> int:
		return self.process.pid

	@property
	def horse(self) -> int | None:
		"""The process that runs the current job; None between jobs."""
		children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
		found = children.read_text().split() if children.exists() else []
		return int(found[0]) if found else None

	def is_ready(self) -> bool:
		"""Whether it has told Redis that it works. Raises RuntimeError when it ended instead."""
		from frappe.utils.background_jobs import get_redis_conn
		from rq import Worker

		if self.process.poll() is not None:
			raise RuntimeError(f"The worker ended with {self.process.returncode}: {self.log.read_text()}")
		return any(worker.pid == self.pid for worker in Worker.all(connection=get_redis_conn()))

	def kill(self) -> None:
		"""kill -9, worker and running job at once: as when the machine loses power."""
		horse = self.horse
		os.kill(self.pid, signal.SIGKILL)
		if horse:
			os.kill(horse, signal.SIGKILL)
		self.process.wait()

	def stop(self) -> None:
		"""Let it finish its job, then end."""
		stop(self.process)


class Workers:
	"""Makes real workers, and ends them. Jobs that earlier tests have left are not theirs to do."""

	def __init__(self) -> None:
		self.started: list[RealWorker] = []
		self.empty_queues()

	def __call__(self, count: int = 1, queues: str = "short,default,long") -> list[RealWorker]:
		"""Start so many workers and wait until they are ready for jobs."""
		made = [RealWorker(queues, len(self.started) + number) for number in range(count)]
		self.started += made
		wait_until(lambda: all(worker.is_ready() for worker in made), 60, "A worker", made[0].log)
		return made

	def stop(self) -> None:
		"""End those that still run, and empty the queues: no job of this test may reach the next one."""
		for worker in self.started:
			stop(worker.process, patience=5)
		self.empty_queues()

	@staticmethod
	def empty_queues() -> None:
		from frappe.utils.background_jobs import get_redis_conn

		get_redis_conn().flushall()


def wait_for_jobs(seconds: float = 180) -> None:
	"""Wait until no job is queued and no living worker runs one. Raises TimeoutError."""
	# Between leaving its queue and being listed as running a job is nowhere to be seen, so look more than once.
	seen_idle = [False] * 5

	def idle() -> bool:
		seen_idle.append(_nothing_to_do())
		return all(seen_idle[-5:])

	wait_until(idle, seconds, "The queue of background jobs")


def _nothing_to_do() -> bool:
	from frappe.utils.background_jobs import get_queues, get_redis_conn
	from rq import Worker

	# A killed worker stays listed, and its job with it.
	busy = any(
		worker.get_state() == "busy" and is_alive(worker.pid)
		for worker in Worker.all(connection=get_redis_conn())
	)
	return not busy and not any(queue.count for queue in get_queues())


class Server:
	"""The site on the web, on a port of its own."""

	def __init__(self) -> None:
		self.port = free_port()
		self.log = LAB / "logs" / f"web-{self.port}.log"
		self.url = f"http://127.0.0.1:{self.port}"
		self.process: subprocess.Popen[bytes] | None = None

	def start(self) -> None:
		command = [PYTHON, str(CHECKOUT / "devtools" / "web.py"), SITE, str(self.port)]
		self.process = start(command, self.log, cwd=SITES)
		wait_until(self.answers, 60, "The web server", self.log)

	def answers(self) -> bool:
		import requests

		if self.process is None or self.process.poll() is not None:
			raise RuntimeError(f"The web server ended: {self.log.read_text()}")
		try:
			return requests.get(f"{self.url}/api/method/ping", timeout=20).ok
		except requests.ConnectionError:
			return False

	def stop(self) -> None:
		if self.process:
			stop(self.process)
