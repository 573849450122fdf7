"""Finding a bench. Nothing is ever written into it."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INSTALLATION_GUIDE = "https://docs.frappe.io/framework/user/en/installation"


@dataclass(frozen=True)
class Bench:
	"""A folder made by `bench init`."""

	path: Path

	@property
	def python(self) -> Path:
		return self.path / "env" / "bin" / "python"

	@property
	def frappe(self) -> Path:
		return self.path / "apps" / "frappe"

	@property
	def assets(self) -> Path:
		return self.path / "sites" / "assets"

	def config(self) -> dict[str, Any]:
		"""The bench's common_site_config.json; empty when it has none."""
		file = self.path / "sites" / "common_site_config.json"
		return dict(json.loads(file.read_text())) if file.exists() else {}

	def lacks(self, modules: tuple[str, ...]) -> list[str]:
		"""Those of the modules that the bench's Python cannot find."""
		program = (
			"import importlib.util, sys; print(*[m for m in sys.argv[1:] if not importlib.util.find_spec(m)])"
		)
		found = subprocess.run(
			[self.python, "-c", program, *modules], capture_output=True, text=True, check=True, cwd="/"
		)
		return found.stdout.split()


def find_bench() -> Bench | None:
	"""The bench at BENCH_DIR, else at ~/frappe-bench; None when there is none.

	Raises FileNotFoundError when BENCH_DIR names something that is no bench: who names one wants it used.
	"""
	named = os.environ.get("BENCH_DIR")
	bench = Bench(Path(named).expanduser().resolve() if named else Path.home() / "frappe-bench")
	if bench.python.exists() and (bench.frappe / "frappe" / "__init__.py").exists():
		return bench
	if named:
		raise FileNotFoundError(
			f"BENCH_DIR={named} is no bench: env/bin/python or apps/frappe is missing there."
		)
	return None


def how_to_get_one() -> str:
	"""What to tell someone without a bench."""
	return f"no bench found: set BENCH_DIR (default ~/frappe-bench), or make one: {INSTALLATION_GUIDE}"
