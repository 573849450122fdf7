"""MariaDB and Redis for a lab: the bench's MariaDB when it answers, else one of our own; Redis always our own.

Redis is never shared, because the bench's own workers would take jobs of a test from it.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .processes import free_port, start, stop, tail, wait_until

SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/opt/mariadb/bin", "/opt/homebrew/bin")
STARTS_WITHIN = 90
INSTALLS = 3


@dataclass(frozen=True)
class Database:
	"""A MariaDB server and how to log in to it as its root."""

	host: str
	port: int
	user: str
	password: str = field(repr=False)

	def run(self, sql: str) -> str:
		"""Run statements as root; the rows as tab-separated lines. Raises RuntimeError with the server's message."""
		login = [
			"--no-defaults",
			"--protocol=tcp",
			f"--host={self.host}",
			f"--port={self.port}",
			f"--user={self.user}",
		]
		done = subprocess.run(
			[_client(), *login, "--connect-timeout=5", "--batch", "--skip-column-names", f"--execute={sql}"],
			env={**os.environ, "MYSQL_PWD": self.password},
			stdin=subprocess.DEVNULL,
			capture_output=True,
			text=True,
		)
		if done.returncode:
			raise RuntimeError(done.stderr.strip())
		return done.stdout

	def answers(self) -> bool:
		"""Whether root can log in."""
		try:
			return self.run("SELECT 1").strip() == "1"
		except RuntimeError:
			return False


def configured_database(config: dict[str, Any]) -> Database:
	"""The server that a bench's configuration names; DB_ROOT_PASSWORD when it keeps the password to itself."""
	password = config.get("root_password") or os.environ.get("DB_ROOT_PASSWORD") or ""
	return Database(
		host=config.get("db_host") or "127.0.0.1",
		port=int(config.get("db_port") or 3306),
		user=config.get("root_login") or "root",
		password=str(password),
	)


class Servers:
	"""What a lab runs on. `folder` holds logs and data; `stop` ends exactly what `start` started."""

	def __init__(self, folder: Path) -> None:
		self.folder = folder
		self._started: list[subprocess.Popen[bytes]] = []
		self._temporary: Path | None = None

	def start(self, config: dict[str, Any]) -> dict[str, Any]:
		"""Bring up what is missing. Answers the entries of common_site_config.json that point to it."""
		database = self.start_database(config)
		redis = {name: f"redis://127.0.0.1:{self.start_redis(name)}" for name in ("cache", "queue")}
		return {
			"db_host": database.host,
			"db_port": database.port,
			"root_login": database.user,
			"root_password": database.password,
			"redis_cache": redis["cache"],
			"redis_queue": redis["queue"],
			"redis_socketio": redis["queue"],
		}

	def start_database(self, config: dict[str, Any]) -> Database:
		"""The bench's server when root can log in to it, else one of our own in an own folder.

		Raises RuntimeError when neither is to be had.
		"""
		configured = configured_database(config)
		if configured.answers():
			return configured
		server = find_program("mariadbd", "mysqld")
		installer = find_program("mariadb-install-db", "mysql_install_db")
		if not (server and installer):
			raise RuntimeError(
				f"MariaDB does not let {configured.user} in at {configured.host}:{configured.port} (the bench's "
				"root_password, or DB_ROOT_PASSWORD), and there is no mariadbd here to start one. Install MariaDB or start it."
			)
		return self._own_database(server, installer)

	def _own_database(self, server: str, installer: str) -> Database:
		data, log = self.folder / "mariadb", self.folder / "logs" / "mariadb.log"
		log.parent.mkdir(parents=True, exist_ok=True)
		secret, user = self.folder / "mariadb.password", f"--user={pwd.getpwuid(os.getuid()).pw_name}"
		fresh = not secret.exists()
		if fresh:
			install_database(installer, data, user, log)
		# A socket's path may not be longer than about a hundred characters, so it cannot live in the lab.
		self._temporary = Path(tempfile.mkdtemp(prefix="liaison-"))
		port = free_port()
		self._started.append(start([server, *_database_options(data, self._temporary, port), user], log))
		if fresh:
			_set_root_password(Database("127.0.0.1", port, "root", ""), secret, log)
		database = Database("127.0.0.1", port, "root", secret.read_text())
		wait_until(database.answers, STARTS_WITHIN, "MariaDB", log)
		return database

	def start_redis(self, name: str) -> int:
		"""Start a Redis of our own; its port. Raises RuntimeError without a redis-server."""
		program = find_program("redis-server", "valkey-server")
		if not program:
			raise RuntimeError("There is no redis-server here. Install Redis: Frappe needs it as well.")
		port, log = free_port(), self.folder / "logs" / f"redis_{name}.log"
		options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self.folder)]
		self._started.append(start([program, "--port", str(port), *options], log))
		wait_until(lambda: _redis_answers(port), STARTS_WITHIN, f"Redis ({name})", log)
		return port

	def stop(self) -> None:
		"""End what was started, last first."""
		while self._started:
			stop(self._started.pop())
		if self._temporary:
			shutil.rmtree(self._temporary, ignore_errors=True)
			self._temporary = None


def find_program(*names: str) -> str | None:
	"""The first of the programs that is installed, also where an ordinary PATH does not lead."""
	path = os.pathsep.join([os.environ.get("PATH", os.defpath), *SYSTEM_FOLDERS])
	return next((found for name in names if (found := shutil.which(name, path=path))), None)


def _client() -> str:
	client = find_program("mariadb", "mysql")
	if not client:
		raise RuntimeError("There is no MariaDB client (mariadb) here. Install it: Frappe needs it as well.")
	return client


def _database_options(data: Path, temporary: Path, port: int) -> list[str]:
	return [
		"--no-defaults",
		f"--datadir={data}",
		f"--port={port}",
		"--bind-address=127.0.0.1",
		f"--socket={temporary / 'mariadb.sock'}",
		f"--pid-file={temporary / 'mariadb.pid'}",
		"--character-set-server=utf8mb4",
		"--collation-server=utf8mb4_unicode_ci",
		"--innodb-buffer-pool-size=512M",
		# What a lab holds is made anew: it need not survive a power cut.
		"--innodb-flush-log-at-trx-commit=0",
		"--skip-innodb-doublewrite",
		"--performance-schema=OFF",
		"--max-allowed-packet=256M",
	]


def install_database(installer: str, data: Path, user: str, log: Path) -> None:
	"""An empty database in `data`. Tried again, because two that are installed at once now and then disturb one another."""
	command = [
		installer,
		"--no-defaults",
		f"--datadir={data}",
		user,
		"--auth-root-authentication-method=normal",
	]
	for _ in range(INSTALLS):
		shutil.rmtree(data, ignore_errors=True)
		with _one_at_a_time(), log.open("ab") as output:
			done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
		if not done.returncode:
			return
	raise RuntimeError(f"{installer} ended with {done.returncode}. The end of {log}:\n" + tail(log))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
	with (Path(tempfile.gettempdir()) / f"liaison-install-{os.getuid()}.lock").open("a") as lock:
		fcntl.flock(lock, fcntl.LOCK_EX)
		yield


def _set_root_password(database: Database, secret: Path, log: Path) -> None:
	wait_until(database.answers, STARTS_WITHIN, "MariaDB", log)
	password = secrets.token_hex(16)
	# An anonymous user of localhost would stand before a site's user of any host.
	drop = [f"DROP USER {account}" for account in _accounts(database, "")]
	alter = [f"ALTER USER {account} IDENTIFIED BY '{password}'" for account in _accounts(database, "root")]
	database.run("; ".join([*drop, *alter]))
	secret.touch(mode=0o600)
	secret.write_text(password)


def _accounts(database: Database, user: str) -> list[str]:
	return database.run(
		f"SELECT CONCAT(QUOTE(user), '@', QUOTE(host)) FROM mysql.user WHERE user = '{user}'"
	).split()


def _redis_answers(port: int) -> bool:
	try:
		with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
			connection.sendall(b"PING\r\n")
			return connection.recv(16).startswith(b"+PONG")
	except OSError:
		return False
