"""`make demo`: the sample college on a site beside the bench, or without a bench the same job embedded.

BENCH_DIR   the bench to use, else ~/frappe-bench
PORT        where to serve, else the first free one from 8100
SERVE=0     show who owes what, and end
DEMO_LANGUAGE   language of the site as the setup wizard names it, else 简体中文; English is there too
"""

from __future__ import annotations

import fcntl
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from devtools.bench import Bench, find_bench, how_to_get_one  # noqa: E402
from devtools.lab import Lab  # noqa: E402
from devtools.processes import listens, start, stop, wait_until  # noqa: E402

FOLDER = ROOT / ".demo"
SITE = "liaison-demo.localhost"
LANGUAGE = os.environ.get("DEMO_LANGUAGE", "简体中文")
PORTS = range(8100, 8200)


def main() -> int:
	signal.signal(signal.SIGTERM, end_in_order)
	signal.signal(signal.SIGHUP, end_in_order)
	try:
		bench = find_bench()
		if bench is None:
			return embedded()
		with the_only_demo():
			return on_a_site(bench)
	except KeyboardInterrupt:
		return 0
	except (OSError, RuntimeError, subprocess.SubprocessError) as problem:
		say(f"!! {problem}")
		return 1


def embedded() -> int:
	"""The main job without a site."""
	say(f"!! {how_to_get_one()}")
	say("   Meanwhile the same job runs embedded, without a site.\n")
	return subprocess.run([sys.executable, "-m", "liaison_app.embedded_demo"], cwd=ROOT).returncode


def on_a_site(bench: Bench) -> int:
	"""Make the site, load the college, run the night's job, show it, serve it."""
	lab = demo_lab(bench)
	try:
		say(f"A site of its own beside {bench.path}, in {FOLDER}: about a minute ...")
		lab.open()
		lab.make_site()
		port = chosen_port()
		lab.show(ROOT / "demo" / "site_demo.py", SITE, f"http://127.0.0.1:{port}")
		if os.environ.get("SERVE") != "0":
			serve(lab, port)
	finally:
		lab.close()
	return 0


def demo_lab(bench: Bench) -> Lab:
	"""The one lab of the demo; its database keeps its name from run to run."""
	FOLDER.mkdir(exist_ok=True)
	record = FOLDER / "database"
	if not record.exists():
		record.write_text(f"liaison_demo_{secrets.token_hex(4)}")
	return Lab(bench, FOLDER, SITE, record.read_text(), with_tests=False, language=LANGUAGE)


def serve(lab: Lab, port: int) -> None:
	"""Web server and one worker for background jobs, until Ctrl-C."""
	python, environment = lab.bench.python, lab.environment()
	worker = [python, "-m", "frappe.utils.bench_helper", "frappe", "worker", "--queue", "short,default,long"]
	processes = [
		start(worker, lab.logs / "worker.log", cwd=lab.sites, env=environment),
		start(
			[python, ROOT / "devtools" / "web.py", SITE, str(port)],
			lab.logs / "web.log",
			cwd=lab.sites,
			env=environment,
		),
	]
	try:
		wait_until(lambda: listens("127.0.0.1", port), 60, "The web server", lab.logs / "web.log")
		say(f"\nServing on http://127.0.0.1:{port} until Ctrl-C; logs are in {lab.logs}.")
		processes[-1].wait()
	finally:
		for process in processes:
			stop(process)


def chosen_port() -> int:
	"""PORT, else the first of ours that is free. Raises RuntimeError when none is."""
	wanted = os.environ.get("PORT")
	ports = [int(wanted)] if wanted else PORTS
	for port in ports:
		if not listens("127.0.0.1", port):
			return port
	raise RuntimeError(
		f"Port {wanted or f'{PORTS.start} to {PORTS.stop - 1}'} is in use: name a free one, PORT=... make demo"
	)


@contextmanager
def the_only_demo() -> Iterator[None]:
	"""Two demos at once would share a site. Raises RuntimeError for the second."""
	FOLDER.mkdir(exist_ok=True)
	with (FOLDER / "lock").open("w") as lock:
		try:
			fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
		except OSError:
			raise RuntimeError(
				"A demo of this checkout runs already: end it (Ctrl-C), or look at its address."
			) from None
		yield


def end_in_order(number: int, frame: FrameType | None) -> None:
	"""A polite request to end still stops the servers."""
	raise SystemExit(128 + number)


def say(text: str) -> None:
	print(text, flush=True)


if __name__ == "__main__":
	sys.exit(main())
