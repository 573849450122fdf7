"""What the web may call: only in api/, guard first, methods given, every argument annotated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .source import FunctionNode, Rule, Source, Violation, body_without_docstring, keyword, last_name

GUARD = re.compile(
	r"^(require|ensure_may|refuse_unless)_\w+$|^(check_permission|has_permission|only_for|refuse_without)$"
)


def whitelistings(source: Source) -> Iterator[tuple[FunctionNode, ast.expr]]:
	"""Every whitelisted function with its decorator."""
	for function in source.functions():
		for decorator in function.decorator_list:
			called = decorator.func if isinstance(decorator, ast.Call) else decorator
			if last_name(called) == "whitelist":
				yield function, decorator


def only_in_api(source: Source) -> Iterator[Violation]:
	"""Whitelisted functions live in api/."""
	if not source.is_python or source.path.startswith("liaison_app/api/"):
		return
	for function, _ in whitelistings(source):
		yield Violation(source.path, function.lineno, f"{function.name} is whitelisted outside of api/")


def methods_given(source: Source) -> Iterator[Violation]:
	"""Every endpoint says by which HTTP methods it may be called."""
	for function, decorator in whitelistings(source) if source.is_python else ():
		if not isinstance(decorator, ast.Call) or keyword(decorator, "methods") is None:
			yield Violation(source.path, function.lineno, f"{function.name} does not say methods=")


def arguments_annotated(source: Source) -> Iterator[Violation]:
	"""Frappe validates what is annotated, so everything is: arguments and answer."""
	for function, _ in whitelistings(source) if source.is_python else ():
		given = function.args
		for argument in [*given.posonlyargs, *given.args, *given.kwonlyargs]:
			if argument.annotation is None:
				yield Violation(
					source.path, function.lineno, f"{function.name}: {argument.arg} is not annotated"
				)
		if function.returns is None:
			yield Violation(source.path, function.lineno, f"{function.name}: its answer is not annotated")
		if given.vararg or given.kwarg:
			yield Violation(
				source.path, function.lineno, f"{function.name} takes anything (* or **): name what it takes"
			)


def guard_first(source: Source) -> Iterator[Violation]:
	"""The first statement of an endpoint checks a permission; it may load the one document that it then asks for."""
	for function, _ in whitelistings(source) if source.is_python else ():
		body = body_without_docstring(function)
		if body and _only_loads(body[0]):
			body = body[1:]
		called = (
			[last_name(node.func) for node in ast.walk(body[0]) if isinstance(node, ast.Call)] if body else []
		)
		if not any(GUARD.match(name) for name in called):
			yield Violation(
				source.path, function.lineno, f"{function.name} does not check a permission first"
			)


def _only_loads(statement: ast.stmt) -> bool:
	"""`document = frappe.get_doc("Contact Visit", name)`, and nothing around it."""
	call = statement.value if isinstance(statement, ast.Assign) else None
	return (
		isinstance(call, ast.Call)
		and last_name(call.func) == "get_doc"
		and len(call.args) == 2
		and not any(isinstance(node, ast.Call) for argument in call.args for node in ast.walk(argument))
	)


# The web form takes what strangers send, and a ticket number is to stand in no address.
POSTS_BY_GUESTS = "liaison_app/api/web_matters.py"


def guests_are_let_in_by_a_secret(source: Source) -> Iterator[Violation]:
	"""Who need not log in proves something else: the guard gets it from the arguments. Such an endpoint only reads, and is rate limited."""
	for function, decorator in whitelistings(source) if source.is_python else ():
		if not isinstance(decorator, ast.Call) or keyword(decorator, "allow_guest") is None:
			continue
		methods = keyword(decorator, "methods")
		wanted = "['POST']" if source.path == POSTS_BY_GUESTS else "['GET']"
		if methods is None or ast.unparse(methods) != wanted:
			yield Violation(
				source.path, function.lineno, f"{function.name} is open to guests for more than GET"
			)
		if "rate_limit" not in [last_name(_called(each)) for each in function.decorator_list]:
			yield Violation(
				source.path, function.lineno, f"{function.name} is open to guests without a rate limit"
			)
		if not _guard_takes_argument(function):
			yield Violation(
				source.path,
				function.lineno,
				f"{function.name} is open to guests, and no require_* takes what lets them in",
			)


def _called(decorator: ast.expr) -> ast.expr:
	return decorator.func if isinstance(decorator, ast.Call) else decorator


def _guard_takes_argument(function: FunctionNode) -> bool:
	names = {argument.arg for argument in function.args.args}
	body = body_without_docstring(function)
	calls = [node for node in ast.walk(body[0]) if isinstance(node, ast.Call)] if body else []
	return any(
		last_name(call.func).startswith("require_")
		and any(isinstance(given, ast.Name) and given.id in names for given in call.args)
		for call in calls
	)


def annotations_evaluated(source: Source) -> Iterator[Violation]:
	"""`from __future__ import annotations` would switch off the validation of arguments."""
	if not source.is_python or not any(whitelistings(source)):
		return
	for node in source.nodes:
		if isinstance(node, ast.ImportFrom) and node.module == "__future__":
			if any(alias.name == "annotations" for alias in node.names):
				yield Violation(
					source.path, node.lineno, "annotations are strings here: arguments are not validated"
				)


_GOOD = '''import frappe

@frappe.whitelist(methods=["POST"])
def confirm(visit: str, minutes: int = 0) -> dict:
	"""Confirm."""
	require_visit_permission(visit, "write")
	return {}
'''


_GOOD_FOR_GUESTS = '''import frappe

@frappe.whitelist(allow_guest=True, methods=["GET"])
@rate_limit(limit=60, seconds=3600)
def feed(token: str) -> str:
	"""Feed."""
	user = require_link(token)
	return user
'''


def _guest_but(old: str, new: str) -> tuple[str, str]:
	assert old in _GOOD_FOR_GUESTS
	return "liaison_app/api/calendar.py", _GOOD_FOR_GUESTS.replace(old, new)


def _but(old: str, new: str) -> tuple[tuple[str, str], ...]:
	assert old in _GOOD
	return (("liaison_app/api/visits.py", _GOOD.replace(old, new)),)


API_RULES = (
	Rule(
		"whitelisted-only-in-api",
		only_in_api,
		planted=(("liaison_app/services/visits.py", _GOOD), ("liaison_app/liaison/doctype/a/a.py", _GOOD)),
		innocent=(("liaison_app/api/visits.py", _GOOD),),
	),
	Rule(
		"endpoints-name-their-methods",
		methods_given,
		planted=(*_but('(methods=["POST"])', "()"), *_but('(methods=["POST"])', "")),
		innocent=(("liaison_app/api/visits.py", _GOOD),),
	),
	Rule(
		"endpoints-are-annotated",
		arguments_annotated,
		planted=(*_but("visit: str", "visit"), *_but(" -> dict", ""), *_but("minutes: int = 0", "**others")),
		innocent=(("liaison_app/api/visits.py", _GOOD),),
	),
	Rule(
		"endpoints-guard-first",
		guard_first,
		planted=(
			*_but('require_visit_permission(visit, "write")', "save(visit)"),
			*_but(
				'require_visit_permission(visit, "write")',
				'save(visit)\n\trequire_visit_permission(visit, "write")',
			),
			*_but(
				'require_visit_permission(visit, "write")',
				'document = frappe.get_doc({"doctype": "Contact Visit"})\n\tdocument.check_permission("write")',
			),
			*_but(
				'require_visit_permission(visit, "write")',
				'document = frappe.get_doc("Contact Visit", visit)\n\tdocument.submit()\n\tdocument.check_permission()',
			),
		),
		innocent=(
			("liaison_app/api/visits.py", _GOOD),
			*_but(
				'require_visit_permission(visit, "write")',
				'frappe.has_permission("Contact Visit", "write", visit, throw=True)',
			),
			*_but(
				'require_visit_permission(visit, "write")',
				'document = frappe.get_doc("Contact Visit", visit)\n\tdocument.check_permission("write")',
			),
		),
	),
	Rule(
		"guests-are-let-in-by-a-secret",
		guests_are_let_in_by_a_secret,
		planted=(
			_guest_but('methods=["GET"]', 'methods=["GET", "POST"]'),
			_guest_but("@rate_limit(limit=60, seconds=3600)\n", ""),
			(POSTS_BY_GUESTS, _GOOD_FOR_GUESTS),
			_guest_but("require_link(token)", "require_link()"),
			_guest_but("require_link(token)", 'has_permission("Contact Visit", "read", token)'),
			_guest_but("user = require_link(token)", "user = find(token)\n\trequire_link(token)"),
		),
		innocent=(("liaison_app/api/calendar.py", _GOOD_FOR_GUESTS), ("liaison_app/api/visits.py", _GOOD)),
	),
	Rule(
		"endpoints-keep-their-annotations",
		annotations_evaluated,
		planted=_but("import frappe\n", "from __future__ import annotations\nimport frappe\n"),
		innocent=(("liaison_app/services/visits.py", "from __future__ import annotations\n"),),
	),
)
