"""Processes that end with the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def _end_with_parent() -> None:
	ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


# For subprocess's preexec_fn: the child is told to end when its parent is killed.
END_WITH_PARENT = _end_with_parent if sys.platform == "linux" else None


def start(
	command: Sequence[str | os.PathLike[str]],
	log: Path,
	*,
	cwd: Path | None = None,
	env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
	"""Start a process in the background, its output in `log`. It is told to end when this one is killed."""
	log.parent.mkdir(parents=True, exist_ok=True)
	with log.open("ab") as output:
		return subprocess.Popen(
			[os.fspath(part) for part in command],
			cwd=cwd,
			env=dict(env) if env is not None else None,
			stdin=subprocess.DEVNULL,
			stdout=output,
			stderr=subprocess.STDOUT,
			start_new_session=True,
			preexec_fn=END_WITH_PARENT,
		)


def stop(process: subprocess.Popen[bytes], patience: float = 20) -> None:
	"""End a process and wait for it; by force when it does not listen."""
	if process.poll() is None:
		process.terminate()
	try:
		process.wait(patience)
	except subprocess.TimeoutExpired:
		process.kill()
		process.wait()


def free_port() -> int:
	"""A TCP port of 127.0.0.1 that nobody listens on."""
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		return int(probe.getsockname()[1])


def listens(host: str, port: int) -> bool:
	"""Whether somebody answers on a TCP port."""
	try:
		with socket.create_connection((host, port), timeout=2):
			return True
	except OSError:
		return False


def wait_until(ready: Callable[[], bool], seconds: float, what: str, log: Path | None = None) -> None:
	"""Wait for something to become true. Raises TimeoutError that names it and ends with the log's last lines."""
	deadline = time.monotonic() + seconds
	while not ready():
		if time.monotonic() > deadline:
			raise TimeoutError(f"{what} was not ready after {seconds:.0f} seconds.\n{tail(log)}")
		time.sleep(0.1)


def is_alive(pid: int) -> bool:
	"""Whether a process of that id runs."""
	try:
		os.kill(pid, 0)
	except ProcessLookupError:
		return False
	except PermissionError:
		return True
	return True


def tail(log: Path | None, lines: int = 30) -> str:
	"""The last lines of a log; empty when there is none."""
	if log is None or not log.exists():
		return ""
	return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
