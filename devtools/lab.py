"""A lab: a sites folder of our own, in which the bench's Frappe runs this checkout of the app.

The bench lends its Python, its Frappe and its built assets. Site, database, Redis, logs, locks and compiled translations
are the lab's own, so no other site of the bench is ever touched.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .bench import Bench
from .processes import is_alive
from .servers import Database, Servers

CHECKOUT = Path(__file__).resolve().parent.parent
APP = "liaison_app"
ADMIN_PASSWORD = "admin"
LEFTOVER_AFTER_HOURS = 6
# What the app and its tests need beside Frappe's own packages: module -> what to install.
COMPANIONS = {
	"jsonschema": "jsonschema>=4.18,<5",
	"dateutil": "python-dateutil>=2.8",
	"openpyxl": "openpyxl>=3.1",
}
TEST_COMPANIONS = {
	"pytest": "pytest>=7",
	"hypothesis": "hypothesis>=6.90",
	"playwright": "playwright>=1.40",
	"freezegun": "freezegun>=1.2",
	"pytest_rerunfailures": "pytest-rerunfailures>=12",
}


@dataclass
class Lab:
	"""One sites folder with one site.

	`database_prefix` starts the name of the database; a prefix with a time in it is swept up when a run was killed.
	"""

	bench: Bench
	folder: Path
	site: str
	database_name: str
	with_tests: bool = True
	language: str = "English"  # as the setup wizard names it
	servers: Servers = field(init=False)
	config: dict[str, Any] = field(init=False, default_factory=dict)

	def __post_init__(self) -> None:
		self.servers = Servers(self.folder)

	@property
	def sites(self) -> Path:
		return self.folder / "sites"

	@property
	def logs(self) -> Path:
		return self.folder / "logs"

	@property
	def database(self) -> Database:
		return Database(
			self.config["db_host"],
			self.config["db_port"],
			self.config["root_login"],
			self.config["root_password"],
		)

	def open(self) -> None:
		"""Make the folders, start the servers, write the configuration."""
		for name in ("sites", "logs", "config", "python"):
			(self.folder / name).mkdir(parents=True, exist_ok=True)
		self.config = {
			**_settings_worth_keeping(self.bench.config()),
			**self.servers.start(self.bench.config()),
		}
		_write_json(self.sites / "common_site_config.json", self.config)
		(self.sites / "apps.txt").write_text(f"frappe\n{APP}\n")
		_link_assets(self.bench, self.sites / "assets")
		self._add_companions()
		self._refuse_another_copy()

	def close(self) -> None:
		"""Stop the servers that were started."""
		self.servers.stop()

	def environment(self) -> dict[str, str]:
		"""The environment in which the bench's Python runs this checkout."""
		# CI would make Frappe's workers believe that they are in a test, and Frappe's own variables outrank the lab.
		inherited = {
			key: value
			for key, value in os.environ.items()
			if not key.startswith(("FRAPPE_", "PYTHON", "VIRTUAL_ENV", "SITES_PATH"))
			and key not in ("CI", "DEV_SERVER")
		}
		return {
			**inherited,
			"PYTHONPATH": os.pathsep.join([str(CHECKOUT), str(self.folder / "python")]),
			"PYTHONUNBUFFERED": "1",
			"PYTHONDONTWRITEBYTECODE": "1",
			"FRAPPE_BENCH_ROOT": str(self.folder),
			"LIAISON_LAB": str(self.folder),
			"LIAISON_SITE": self.site,
			"LIAISON_SITES": str(self.sites),
			"LIAISON_PYTHON": str(self.bench.python),
		}

	def run(
		self, *arguments: str | os.PathLike[str], timeout: float | None = None, log: str = "setup"
	) -> None:
		"""Run the bench's Python in the sites folder, output into a log. Raises RuntimeError with its last lines."""
		file = self.logs / f"{log}.log"
		with file.open("ab") as output:
			start = output.tell()
			done = subprocess.run(
				[str(self.bench.python), *map(str, arguments)],
				cwd=self.sites,
				env=self.environment(),
				stdin=subprocess.DEVNULL,
				stdout=output,
				stderr=subprocess.STDOUT,
				timeout=timeout,
			)
		if done.returncode:
			said = file.read_bytes()[start:].decode(errors="replace").splitlines()[-40:]
			raise RuntimeError(
				f"{' '.join(map(str, arguments))} ended with {done.returncode}:\n" + "\n".join(said)
			)

	def show(self, *arguments: str | os.PathLike[str]) -> None:
		"""Run the bench's Python in the sites folder for its output, which is shown. Raises CalledProcessError."""
		command = [str(self.bench.python), *map(str, arguments)]
		subprocess.run(command, cwd=self.sites, env=self.environment(), stdin=subprocess.DEVNULL, check=True)

	def frappe(self, *arguments: str, timeout: float | None = 900) -> None:
		"""Run a command of Frappe's, as `bench` would."""
		self.run("-m", "frappe.utils.bench_helper", "frappe", *arguments, timeout=timeout)

	def make_site(self) -> None:
		"""Make the site anew, install the app, answer the setup wizard."""
		self.drop_site()
		login = [
			f"--db-root-username={self.config['root_login']}",
			f"--db-root-password={self.config['root_password']}",
		]
		self.frappe(
			"new-site",
			self.site,
			f"--admin-password={ADMIN_PASSWORD}",
			f"--db-name={self.database_name}",
			"--mariadb-user-host-login-scope=%",
			*login,
		)
		self.frappe("--site", self.site, "install-app", APP)
		self.run(CHECKOUT / "devtools" / "complete_setup.py", self.site, self.language)
		self.compile_translations()

	def compile_translations(self) -> None:
		"""Compile the app's .po files into the lab; nothing to do while there are none."""
		if list((CHECKOUT / APP / "locale").glob("*.po")):
			self.frappe("compile-po-to-mo", "--app", APP)

	def has_site(self) -> bool:
		"""Whether the site is there and its database answers."""
		return (self.sites / self.site / "site_config.json").exists() and bool(
			self.database.run(f"SHOW DATABASES LIKE '{self.database_name}'").strip()
		)

	def migrate(self) -> None:
		"""Bring an existing site up to this checkout."""
		self.frappe("--site", self.site, "migrate", "--skip-search-index")
		self.compile_translations()

	def drop_site(self) -> None:
		"""Remove the site's folder, database and database user; nothing to do when there is none."""
		drop_database(self.database, self.database_name)
		shutil.rmtree(self.sites / self.site, ignore_errors=True)

	def _add_companions(self) -> None:
		wanted = {**COMPANIONS, **(TEST_COMPANIONS if self.with_tests else {})}
		lacking = [wanted[module] for module in self.bench.lacks(tuple(wanted))]
		extra = self.folder / "python" / "packages"
		if lacking and not extra.exists():
			install = [sys.executable, "-m", "pip", "--python", str(self.bench.python), "install", "--quiet"]
			unfinished = extra.with_name("unfinished")
			shutil.rmtree(unfinished, ignore_errors=True)
			subprocess.run(
				[*install, f"--target={unfinished}", *lacking], check=True, stdin=subprocess.DEVNULL
			)
			unfinished.rename(extra)
		# Behind everything else on the path: the bench's own versions win.
		(self.folder / "python" / "sitecustomize.py").write_text(
			f"import sys\n\nsys.path.append({str(extra)!r})\n"
		)

	def _refuse_another_copy(self) -> None:
		program = f"import {APP}; print({APP}.__file__)"
		found = subprocess.run(
			[self.bench.python, "-c", program],
			cwd=self.sites,
			env=self.environment(),
			capture_output=True,
			text=True,
			check=True,
		)
		if CHECKOUT not in Path(found.stdout.strip()).resolve().parents:
			raise RuntimeError(
				f"The bench's Python imports {found.stdout.strip()}, not this checkout ({CHECKOUT})."
			)


def lab_of_a_run(bench: Bench, reports: Path) -> Lab:
	"""A lab for one run of the tests. Its names carry time and process, so that leftovers are known."""
	mark = f"{int(time.time())}_{os.getpid()}_{secrets.token_hex(3)}"
	folder = reports / "labs" / f"run-{mark}"
	return Lab(bench, folder, f"liaison-test-{mark.replace('_', '-')}.localhost", f"liaison_test_{mark}")


def kept_lab(bench: Bench, reports: Path, name: str) -> Lab:
	"""A lab that stays from run to run, for the one who develops. Raises ValueError on an unusable name."""
	if not re.fullmatch(r"[a-z][a-z0-9]{0,19}", name):
		raise ValueError(f"{name!r} cannot name a lab: up to 20 small letters and digits, first a letter.")
	mark = f"{name}_{secrets.token_hex(3)}"
	folder = reports / "labs" / name
	record = folder / "database"
	if not record.exists():
		folder.mkdir(parents=True, exist_ok=True)
		record.write_text(f"liaison_lab_{mark}")
	return Lab(bench, folder, f"liaison-{name}.localhost", record.read_text())


def sweep_leftovers(lab: Lab, reports: Path) -> None:
	"""Drop what killed runs left: their databases on the lab's server, and their folders here."""
	for name in lab.database.run(r"SHOW DATABASES LIKE 'liaison\_test\_%'").split():
		made = re.fullmatch(r"liaison_test_(\d+)_(\d+)_[0-9a-f]+", name)
		if made and time.time() - int(made[1]) > LEFTOVER_AFTER_HOURS * 3600:
			drop_database(lab.database, name)
	for folder in (reports / "labs").glob("run-*"):
		made = re.fullmatch(r"run-(\d+)_(\d+)_[0-9a-f]+", folder.name)
		if made and folder != lab.folder and not is_alive(int(made[2])):
			drop_database(lab.database, f"liaison_test_{folder.name.removeprefix('run-')}")
			shutil.rmtree(folder, ignore_errors=True)


def drop_database(database: Database, name: str) -> None:
	"""Drop a lab's database and its user. Raises ValueError for a name that no lab gives."""
	if not re.fullmatch(r"liaison_(test|lab|demo)_\w+", name):
		raise ValueError(f"{name} is no database of a lab.")
	users = [f"'{name}'@'{host}'" for host in ("%", "localhost")]
	database.run(
		f"DROP DATABASE IF EXISTS `{name}`; " + "; ".join(f"DROP USER IF EXISTS {user}" for user in users)
	)


def _settings_worth_keeping(config: dict[str, Any]) -> dict[str, Any]:
	# Developer mode would write into the checkout; defaults and ports belong to the bench.
	kept: Sequence[str] = ("root_login", "root_password", "db_type", "frappe_user")
	return {key: config[key] for key in kept if key in config} | {
		"developer_mode": 0,
		"allow_tests": True,
		"server_script_enabled": 0,
		"disable_website_cache": True,
		"mute_emails": 1,
	}


def _link_assets(bench: Bench, assets: Path) -> None:
	shutil.rmtree(assets, ignore_errors=True)
	assets.mkdir(parents=True)
	for entry in bench.assets.iterdir() if bench.assets.exists() else ():
		if entry.name not in (APP, "locale"):
			(assets / entry.name).symlink_to(entry.resolve())
	for compiled in bench.assets.glob("locale/*/LC_MESSAGES/frappe.mo"):
		# The app's own translations are compiled into the same folders, so these must be real.
		folder = assets / compiled.parent.relative_to(bench.assets)
		folder.mkdir(parents=True)
		(folder / compiled.name).symlink_to(compiled.resolve())
	if (CHECKOUT / APP / "public").exists():
		(assets / APP).symlink_to(CHECKOUT / APP / "public")


def _write_json(file: Path, content: dict[str, Any]) -> None:
	file.touch(mode=0o600)
	file.write_text(json.dumps(content, indent="\t", sort_keys=True))
