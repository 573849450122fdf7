"""Who may import whom: engine <- services <- (liaison, jobs, api, setup), and a few beside them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .source import APP, Rule, Source, Violation

# Parts that live on a site, and which other parts each may import. All others are pure: no frappe, and only pure parts.
_SERVICES = {"services", "permissions", "scope", "compat"}
SITE_PARTS: dict[str, set[str]] = {
	"compat": set(),
	"scope": {"compat"},
	"judged_rows": {"scope"},
	"judged_permissions": {"permissions"},
	"probing": set(),
	"permissions": {"scope", "judged_rows", "probing", "services", "compat"},
	"table_permissions": {"permissions"},
	"services": {"permissions", "scope", "compat"},
	"liaison": _SERVICES,
	"jobs": _SERVICES,
	"api": {*_SERVICES, "probing"},
	"setup": _SERVICES,
	"commands": _SERVICES,
	"install": {*_SERVICES, "setup"},
	"uninstall": {*_SERVICES, "setup"},
	"patches": {*_SERVICES, "setup"},
	"www": _SERVICES,
	"templates": _SERVICES,
}
# Programs at the top of the pure side: nobody builds on them but one another.
PROGRAMS = {"cli", "embedded_demo"}
CONTROLLERS = f"{APP}.liaison.doctype"


def imports_of(source: Source) -> Iterator[tuple[str, int]]:
	"""Every imported module as a full dotted name, `from a import b` as `a.b`, with its line."""
	for node in source.nodes:
		if isinstance(node, ast.Import):
			yield from ((alias.name, node.lineno) for alias in node.names)
		elif isinstance(node, ast.ImportFrom):
			base = _base(source, node)
			yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def _base(source: Source, node: ast.ImportFrom) -> str:
	if not node.level:
		return node.module or ""
	package = source.module.split(".")
	if not source.path.endswith("__init__.py"):
		package = package[:-1]
	above = package[: len(package) - node.level + 1]
	return ".".join([*above, *([node.module] if node.module else [])])


def direction(source: Source) -> Iterator[Violation]:
	"""A part imports only what stands below it."""
	if not (source.is_python and source.is_app):
		return
	for name, line in imports_of(source):
		names = name.split(".")
		if names[0] == APP and len(names) > 1 and not _may_import(source.part, names[1]):
			yield Violation(source.path, line, f"{source.part or APP} must not import {name}")


def _may_import(part: str, other: str) -> bool:
	if other in (part, "__version__"):
		return True
	if part == "engine" or other == "hooks":
		return False
	if part in SITE_PARTS and other in SITE_PARTS:
		return other in SITE_PARTS[part]
	if other in PROGRAMS:
		return part in PROGRAMS
	return other not in SITE_PARTS


def controllers_stay_alone(source: Source) -> Iterator[Violation]:
	"""Nobody imports a DocType's controller: what others need belongs to services."""
	if not (source.is_python and source.is_app):
		return
	for name, line in imports_of(source):
		if name.startswith(CONTROLLERS):
			yield Violation(source.path, line, f"a controller is imported: {name}")


def frappe_only_on_site_parts(source: Source) -> Iterator[Violation]:
	"""Only the parts that live on a site import frappe; engine, packs, rosters, sample and programs do not."""
	if not (source.is_python and source.is_app) or source.part in SITE_PARTS or source.part == "hooks":
		return
	for name, line in imports_of(source):
		if name.split(".")[0] == "frappe":
			yield Violation(source.path, line, f"{source.part or APP} is pure and must not import frappe")


IMPORT_RULES = (
	Rule(
		"imports-go-one-way",
		direction,
		planted=(
			("liaison_app/engine/plan.py", "from liaison_app.services import facts\n"),
			("liaison_app/engine/plan.py", "from liaison_app.roster import read\n"),
			("liaison_app/engine/plan.py", "from ..services.facts import read\n"),
			("liaison_app/engine/plan.py", "import liaison_app.compat\n"),
			("liaison_app/services/todos.py", "from liaison_app.api import visits\n"),
			("liaison_app/services/todos.py", "from ..jobs import nightly\n"),
			(
				"liaison_app/services/todos.py",
				"def late():\n\tfrom liaison_app.setup.seed import ensure_roles\n",
			),
			(
				"liaison_app/liaison/doctype/duty_rule/duty_rule.py",
				"from liaison_app.api.rules import check\n",
			),
			("liaison_app/cli.py", "from liaison_app.services import run\n"),
			("liaison_app/roster/files.py", "from liaison_app.cli import main\n"),
		),
		innocent=(
			("liaison_app/engine/plan.py", "from .days import Days\n"),
			(
				"liaison_app/services/todos.py",
				"from liaison_app.engine import remind\nfrom .facts import read\n",
			),
			("liaison_app/api/visits.py", "from liaison_app.services.visits import explain\n"),
			("liaison_app/install.py", "from liaison_app.setup.seed import ensure_roles\n"),
			("liaison_app/cli.py", "from .engine import plan\nfrom .roster import read\n"),
		),
	),
	Rule(
		"nobody-imports-a-controller",
		controllers_stay_alone,
		planted=(
			(
				"liaison_app/services/visits.py",
				"from liaison_app.liaison.doctype.contact_visit.contact_visit import ContactVisit\n",
			),
			("liaison_app/liaison/doctype/a/a.py", "from ..b.b import B\n"),
		),
		innocent=(("liaison_app/services/visits.py", "from liaison_app.services.facts import read\n"),),
	),
	Rule(
		"frappe-only-where-a-site-is",
		frappe_only_on_site_parts,
		planted=(
			("liaison_app/engine/plan.py", "import frappe\n"),
			("liaison_app/packs/load.py", "from frappe.utils import getdate\n"),
			("liaison_app/sample/college.py", "def late():\n\timport frappe.utils\n"),
			("liaison_app/cli.py", "from frappe import _\n"),
		),
		innocent=(("liaison_app/services/todos.py", "import frappe\n"),),
	),
)
