"""Traps of the platform, and what one code base for two versions of it asks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .source import APP, FunctionNode, Rule, Source, Violation, docstrings, dotted_name, keyword, last_name

COMPAT = f"{APP}/compat.py"
READERS = ("get_all", "get_list", "get_value", "get_values")
AGGREGATE = re.compile(r"\b(count|sum|min|max|avg)\s*\(", re.IGNORECASE)
DIRECTION = re.compile(r"\s(asc|desc)$", re.IGNORECASE)
TIE_BREAK = re.compile(r"(^|[.`\s])(name|idx|lft)`?\s", re.IGNORECASE)


def version_asked_in_compat(source: Source) -> Iterator[Violation]:
	"""Only compat.py asks which Frappe runs, and only it knows the test classes of each."""
	if not (source.is_python and source.path.startswith(f"{APP}/")) or source.path == COMPAT:
		return
	for node in source.nodes:
		names = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom | ast.Import) else []
		asked = isinstance(node, ast.Attribute) and dotted_name(node) in (
			"frappe.__version__",
			"frappe.hooks",
		)
		from_frappe = isinstance(node, ast.ImportFrom) and node.module == "frappe" and "__version__" in names
		if asked or from_frappe or {"FrappeTestCase", "IntegrationTestCase", "UnitTestCase"} & set(names):
			yield Violation(source.path, node.lineno, "asks for the version of Frappe outside of compat.py")


def no_raw_sql(source: Source) -> Iterator[Violation]:
	"""Queries go through frappe.qb or the ORM: nothing interpolated, and it runs on every database of Frappe's."""
	if not (source.is_python and source.is_app):
		return
	for call in source.calls("sql", "multisql", "sql_ddl", "sql_list"):
		if dotted_name(call.func).startswith(("frappe.db.", "db.", "frappe.local.db.")):
			yield Violation(source.path, call.lineno, "raw SQL: use frappe.qb or the ORM")
	for call in source.calls("get_value", "get_values", "get_doc", "get_all", "set_value"):
		if keyword(call, "for_update") is not None:
			yield Violation(source.path, call.lineno, "for_update is no lock everywhere: use a unique index")


def no_desk_urls(source: Source) -> Iterator[Violation]:
	"""Addresses of the desk come from get_url_to_form and its like."""
	# hooks.py can only declare, so the route of the app's tile stands there as it is.
	if not source.is_app or source.path == f"{APP}/hooks.py":
		return
	if source.is_python:
		told = docstrings(source)
		for node in source.nodes:
			if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
				if re.search(r"(^|[^.\w])/app(/|$)", node.value):
					yield Violation(
						source.path, node.lineno, "an address of the desk by hand: use get_url_to_form"
					)
	else:
		for number, line in enumerate(source.lines, 1):
			if re.search(r"""["'`(=]/app/""", line):
				yield Violation(
					source.path,
					number,
					"an address of the desk by hand: use frappe.set_route or get_form_link",
				)


def ignore_permissions_with_reason(source: Source) -> Iterator[Violation]:
	"""Whoever passes over permissions says why, on the same line or the one above."""
	if not (source.is_python and source.is_app):
		return
	for node in source.nodes:
		passed = isinstance(node, ast.keyword) and node.arg == "ignore_permissions" and _is_true(node.value)
		is_set = isinstance(node, ast.Assign) and any(
			last_name(t) == "ignore_permissions" for t in node.targets
		)
		if (passed or is_set) and not source.has_comment_at(node.lineno):
			yield Violation(source.path, node.lineno, "ignore_permissions without its reason beside it")


def _is_true(node: ast.expr) -> bool:
	return not (isinstance(node, ast.Constant) and not node.value)


def ordered_by(source: Source) -> Iterator[Violation]:
	"""Every order has a direction and ends in a tie-break by name: defaults differ between versions."""
	if not (source.is_python and source.is_app):
		return
	for node in source.nodes:
		if isinstance(node, ast.keyword) and node.arg == "order_by" and isinstance(node.value, ast.Constant):
			order = str(node.value.value or "").strip()
			parts = [part.strip() for part in order.split(",")]
			if order and not all(DIRECTION.search(part) for part in parts):
				yield Violation(source.path, node.value.lineno, f"order_by without a direction: {order}")
			elif order and not TIE_BREAK.search(parts[-1]):
				yield Violation(
					source.path, node.value.lineno, f"order_by without a tie-break by name: {order}"
				)


def aggregates_through_query_builder(source: Source) -> Iterator[Violation]:
	"""Aggregates in `fields` are strings on one version and dicts on the other: frappe.qb serves both."""
	if not (source.is_python and source.is_app):
		return
	for call in source.calls(*READERS):
		for node in ast.walk(call):
			if (
				isinstance(node, ast.Constant)
				and isinstance(node.value, str)
				and AGGREGATE.search(node.value)
			):
				yield Violation(source.path, node.lineno, f"an aggregate outside of frappe.qb: {node.value}")


def todos_by_one_service(source: Source) -> Iterator[Violation]:
	"""assign_to.add shares documents silently: ToDos are made by the service for them."""
	if not (source.is_python and source.is_app):
		return
	for node in source.nodes:
		if isinstance(node, ast.ImportFrom | ast.Import):
			names = [f"{getattr(node, 'module', '') or ''}.{alias.name}" for alias in node.names]
			if any("assign_to" in name for name in names):
				yield Violation(
					source.path, node.lineno, "assign_to shares what it assigns: use the ToDo service"
				)
	if re.match(rf"{APP}/services/(\w+/)?todo\w*(/|\.py)", source.path):
		return
	for call in source.calls("get_doc", "new_doc", "bulk_insert"):
		if call.args and _names_todo(call.args[0]):
			yield Violation(source.path, call.lineno, "a ToDo made outside of the ToDo service")


def _names_todo(node: ast.expr) -> bool:
	if isinstance(node, ast.Constant):
		return node.value == "ToDo"
	return isinstance(node, ast.Dict) and any(
		isinstance(key, ast.Constant) and key.value == "doctype" and _names_todo(value)
		for key, value in zip(node.keys, node.values, strict=True)
	)


def no_maintenance_events(source: Source) -> Iterator[Violation]:
	"""`*_maintenance` scheduler events exist on one version only."""
	if source.path != f"{APP}/hooks.py":
		return
	for node in source.nodes:
		if (
			isinstance(node, ast.Constant)
			and isinstance(node.value, str)
			and node.value.endswith("_maintenance")
		):
			yield Violation(source.path, node.lineno, f"scheduler event {node.value}")


def hooks_only_declare(source: Source) -> Iterator[Violation]:
	"""hooks.py declares: names and values, nothing that runs."""
	if source.path != f"{APP}/hooks.py":
		return
	for node in source.tree.body:
		is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
		if not isinstance(node, ast.Assign | ast.AnnAssign | ast.ImportFrom) and not is_docstring:
			yield Violation(source.path, node.lineno, "hooks.py only declares")
	for call in (node for node in source.nodes if isinstance(node, ast.Call)):
		yield Violation(source.path, call.lineno, "hooks.py only declares: it calls nothing")


def permissions_answer_plainly(source: Source) -> Iterator[Violation]:
	"""A has_permission function says True or False on every way out: None denies on one version and allows on the other."""
	if not (source.is_python and source.is_app):
		return
	for function in source.functions():
		if function.name.endswith("_has_permission") or function.name == "has_permission":
			yield from _plain_answers(source, function)


def _plain_answers(source: Source, function: FunctionNode) -> Iterator[Violation]:
	if not (isinstance(function.returns, ast.Name) and function.returns.id == "bool"):
		yield Violation(source.path, function.lineno, f"{function.name} is not annotated -> bool")
	for node in ast.walk(function):
		if isinstance(node, ast.Return) and (
			node.value is None
			or (isinstance(node.value, ast.Constant) and not isinstance(node.value.value, bool))
		):
			yield Violation(source.path, node.lineno, f"{function.name} answers neither True nor False")
	if not isinstance(function.body[-1], ast.Return | ast.Raise):
		yield Violation(source.path, function.lineno, f"{function.name} can end without an answer")


_SERVICE = f"{APP}/services/visits.py"

FRAPPE_RULES = (
	Rule(
		"version-asked-only-in-compat",
		version_asked_in_compat,
		planted=(
			(_SERVICE, "import frappe\nif frappe.__version__ > '16':\n\tpass\n"),
			(_SERVICE, "from frappe import __version__\n"),
			(f"{APP}/liaison/doctype/a/test_a.py", "from frappe.tests.utils import FrappeTestCase\n"),
		),
		innocent=((COMPAT, "from frappe import __version__\n"),),
	),
	Rule(
		"no-raw-sql",
		no_raw_sql,
		planted=(
			(_SERVICE, "frappe.db.sql(f'select * from `tab{doctype}`')\n"),
			(_SERVICE, "frappe.db.sql('select %s' % name)\n"),
			(_SERVICE, "frappe.db.sql('select {}'.format(name))\n"),
			(_SERVICE, "frappe.db.sql('select 1')\n"),
			(_SERVICE, "frappe.db.get_value('User', name, 'email', for_update=True)\n"),
		),
		innocent=((_SERVICE, "frappe.qb.from_(visit).select(visit.name).run()\n"),),
	),
	Rule(
		"no-desk-address-by-hand",
		no_desk_urls,
		planted=(
			(_SERVICE, "link = '/app/contact-visit/' + name\n"),
			(_SERVICE, "link = f'{site}/app/todo'\n"),
			(f"{APP}/public/js/visit.js", "window.open(`/app/contact-visit/${name}`)\n"),
		),
		innocent=(
			(_SERVICE, "link = frappe.utils.get_url_to_form('Contact Visit', name)\n"),
			(f"{APP}/public/js/visit.js", "frappe.set_route('Form', 'Contact Visit', name)\n"),
		),
	),
	Rule(
		"ignore-permissions-says-why",
		ignore_permissions_with_reason,
		planted=(
			(_SERVICE, "doc.insert(ignore_permissions=True)\n"),
			(_SERVICE, "doc.flags.ignore_permissions = True\n"),
		),
		innocent=(
			(_SERVICE, "# nobody may write obligations by hand\ndoc.insert(ignore_permissions=True)\n"),
			(_SERVICE, "doc.insert(ignore_permissions=True)  # the job has no user\n"),
			(_SERVICE, "doc.insert(ignore_permissions=False)\n"),
		),
	),
	Rule(
		"every-order-is-total",
		ordered_by,
		planted=(
			(_SERVICE, "frappe.get_all('User', order_by='creation')\n"),
			(_SERVICE, "frappe.get_all('User', order_by='creation desc')\n"),
			(_SERVICE, "frappe.get_all('User', order_by='creation desc, name')\n"),
		),
		innocent=((_SERVICE, "frappe.get_all('User', order_by='creation desc, name asc')\n"),),
	),
	Rule(
		"aggregates-through-the-query-builder",
		aggregates_through_query_builder,
		planted=(
			(_SERVICE, "frappe.get_all('User', fields=['count(name) as number'])\n"),
			(_SERVICE, "frappe.db.get_value('User', {}, 'max(creation)')\n"),
		),
		innocent=((_SERVICE, "frappe.get_all('User', fields=['name', 'account'])\n"),),
	),
	Rule(
		"todos-by-one-service",
		todos_by_one_service,
		planted=(
			(_SERVICE, "from frappe.desk.form.assign_to import add\n"),
			(_SERVICE, "from frappe.desk.form import assign_to\n"),
			(_SERVICE, "frappe.get_doc({'doctype': 'ToDo', 'description': text}).insert()\n"),
			(_SERVICE, "frappe.new_doc('ToDo')\n"),
		),
		innocent=(
			(f"{APP}/services/todos.py", "frappe.db.bulk_insert('ToDo', fields, rows)\n"),
			(_SERVICE, "frappe.get_doc({'doctype': 'Contact Visit'})\n"),
		),
	),
	Rule(
		"no-maintenance-events",
		no_maintenance_events,
		planted=(
			(f"{APP}/hooks.py", "scheduler_events = {'daily_maintenance': ['liaison_app.jobs.nightly']}\n"),
		),
		innocent=((f"{APP}/hooks.py", "scheduler_events = {'daily': ['liaison_app.jobs.nightly']}\n"),),
	),
	Rule(
		"hooks-only-declare",
		hooks_only_declare,
		planted=(
			(f"{APP}/hooks.py", "def boot():\n\tpass\n"),
			(f"{APP}/hooks.py", "import frappe\n"),
			(f"{APP}/hooks.py", "app_title = make_title()\n"),
		),
		innocent=(
			(f"{APP}/hooks.py", "from . import __version__ as app_version\n\napp_name = 'liaison_app'\n"),
		),
	),
	Rule(
		"permissions-answer-plainly",
		permissions_answer_plainly,
		planted=(
			(f"{APP}/permissions.py", "def visit_has_permission(doc, ptype, user):\n\treturn True\n"),
			(f"{APP}/permissions.py", "def visit_has_permission(doc) -> bool:\n\tif doc:\n\t\treturn True\n"),
			(f"{APP}/permissions.py", "def visit_has_permission(doc) -> bool:\n\treturn None\n"),
		),
		innocent=(
			(f"{APP}/permissions.py", "def visit_has_permission(doc) -> bool:\n\treturn bool(doc.owner)\n"),
		),
	),
)
