"""Rule packs on a site: words, regulations and rules from a checked pack, all of it or nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import strip_html

from liaison_app.engine.rule_from_row import assignment_rule_from_row, duty_rule_from_row
from liaison_app.engine.rules import AssignmentRule, DutyRule
from liaison_app.jsonfile import FileRefused, Problem, json_path, nearest
from liaison_app.packs import Pack, read_pack, shipped_packs

from . import rule_cache
from .rule_rows import row_of_assignment_rule, row_of_duty_rule
from .vocabulary import add_words

REGULATION = "Liaison Regulation"
SAVEPOINT = "liaison_pack"
# What the pack says about a regulation. Whom it binds and whether it is in force is the institution's to say.
REGULATION_FIELDS = (
	"title",
	"title_zh",
	"document_number",
	"issuer",
	"issued_on",
	"effective_from",
	"effective_to",
	"trial",
	"successors_read_notes",
	"interpreter",
)
SECTION_FIELDS = ("document_kind", "heading", "heading_zh", "hint")
REFERENCES = ("supersedes", "based_on")


@dataclass
class Installed:
	"""What installing did: records made and records changed, by DocType, and what a person should know."""

	made: Counter[str] = field(default_factory=Counter)
	changed: Counter[str] = field(default_factory=Counter)
	notes: list[str] = field(default_factory=list)

	def add(self, other: "Installed") -> None:
		"""Count another pack in."""
		self.made.update(other.made)
		self.changed.update(other.changed)
		self.notes += other.notes


@dataclass(frozen=True)
class Kind:
	"""One kind of rule: its DocType, its section in the pack, to a row and back."""

	doctype: str
	section: str
	to_row: Callable[[Any], dict[str, Any]]
	from_row: Callable[[Any], Any]


KINDS = (
	Kind("Liaison Assignment Rule", "assignment_rules", row_of_assignment_rule, assignment_rule_from_row),
	Kind("Duty Rule", "duty_rules", row_of_duty_rule, duty_rule_from_row),
)


def install_shipped_packs() -> Installed:
	"""Every pack that comes with the app, each all or nothing. Raises FileRefused."""
	installed = Installed()
	for path in shipped_packs():
		installed.add(install_pack(read_pack(path)))
	return installed


def install_pack(pack: Pack) -> Installed:
	"""Bring the site to what the pack says. Nothing is deleted, and the second time nothing is changed.

	The rules of a regulation are written when the site has none of it, and again when the pack is newer than the one they came
	from; otherwise they stay as the site has them. Raises FileRefused, with nothing written, when the pack does not fit the site.
	"""
	frappe.db.savepoint(SAVEPOINT)
	try:
		return Installation(pack).run()
	except Exception:
		frappe.db.rollback(save_point=SAVEPOINT)
		raise
	finally:
		rule_cache.forget()


def preview_pack(pack: Pack) -> Installed:
	"""What installing the pack would do; nothing is kept of it. Raises FileRefused as installing would."""
	frappe.db.savepoint(SAVEPOINT)
	try:
		return Installation(pack).run()
	finally:
		frappe.db.rollback(save_point=SAVEPOINT)
		frappe.db.value_cache.clear()
		rule_cache.forget()


class Installation:
	"""One pack on its way into the site."""

	def __init__(self, pack: Pack) -> None:
		self.pack = pack
		self.label = f"{pack.name} {pack.version}"
		self.installed = Installed()

	def run(self) -> Installed:
		problems = [*self._foreign_regulations(), *self._unknown_roles()]
		if problems:
			raise FileRefused(problems)
		self.installed.notes += add_words(self.pack.content, self.installed.made)
		for name in self._write_regulations():
			for kind in KINDS:
				self._write_rules(kind, name)
				self._note_rules_left_out(kind, name)
		return self.installed

	# --- what does not fit the site ---

	def _foreign_regulations(self) -> Iterator[Problem]:
		"""Regulations of the same short name that came from elsewhere: their rules are not this pack's to change."""
		for place, entry in enumerate(self.pack.content["regulations"]):
			origin = self._origin(entry["name"])
			if entry["name"] not in self.pack.governed or origin == self.pack.name:
				continue
			if origin or _has_rules(entry["name"]):
				yield Problem(
					self.pack.name,
					json_path(("regulations", place, "name")),
					_("This site has a regulation {0} from elsewhere ({1}).").format(
						entry["name"], origin or _("written on the site")
					),
					_("a short name that the site does not use yet, in the rules as well"),
				)

	def _unknown_roles(self) -> Iterator[Problem]:
		roles = frappe.get_all("Role", pluck="name", order_by="name asc")
		for place, rule in enumerate(self.pack.content.get("duty_rules", ())):
			for number, role in enumerate(rule.get("confidential_roles", ())):
				if role not in roles:
					path = json_path(("duty_rules", place, "confidential_roles", number))
					wrong = _("This site has no role {0}.").format(role)
					yield Problem(self.pack.name, path, wrong, nearest(role, roles))

	# --- regulations ---

	def _write_regulations(self) -> list[str]:
		"""The regulations, then what they refer to, as one may refer to a later one; names of those whose rules are to be written."""
		entries = {entry["name"]: entry for entry in self.pack.content["regulations"]}
		written = [name for name, entry in entries.items() if self._write_regulation(name, entry)]
		for name in written:
			references = {field: entries[name].get(field) for field in REFERENCES}
			if any(references.values()):
				frappe.get_doc(REGULATION, name).update(references).save()
		return [name for name in written if name in self.pack.governed]

	def _write_regulation(self, name: str, entry: dict[str, Any]) -> bool:
		"""Make the regulation, or bring it up to the pack that governs it; whether anything was written."""
		governed = name in self.pack.governed
		values = {field: entry.get(field) for field in REGULATION_FIELDS}
		values["sections"] = [
			{field: section.get(field) for field in SECTION_FIELDS} for section in entry.get("sections", ())
		]
		if governed:
			values["pack_version"] = self.label
		if not frappe.db.exists(REGULATION, name):
			status = entry.get("status", "In Force")
			self._make(REGULATION, regulation_name=name, status=status, **values)
			return True
		stored = frappe.db.get_value(REGULATION, name, "pack_version") or ""
		if not governed or not self._is_newer(name, stored):
			return False
		frappe.get_doc(REGULATION, name).update(values).save()
		self.installed.changed[REGULATION] += 1
		if stored:
			self._note(_("{0}: brought from {1} to {2}.").format(name, stored, self.label))
		return True

	def _is_newer(self, name: str, stored: str) -> bool:
		"""Whether the pack is newer than the one that the site's rules came from."""
		before, now = _number(stored), _number(self.label)
		if before > now:
			self._note(_("{0}: left alone, as the site has the newer {1}.").format(name, stored))
		return before < now

	def _origin(self, name: str) -> str:
		"""The pack that the site's regulation came from; empty for one written by hand, or only named so far."""
		return str(frappe.db.get_value(REGULATION, name, "pack_version") or "").partition(" ")[0]

	# --- rules ---

	def _write_rules(self, kind: Kind, regulation: str) -> None:
		for place, rule in enumerate(self._rules(kind)):
			if rule.regulation == regulation:
				try:
					self._write_rule(kind, rule)
				except frappe.ValidationError as error:
					frappe.clear_last_message()
					path = json_path((kind.section, place))
					fix = _("what the message asks for")
					raise FileRefused([Problem(self.pack.name, path, strip_html(str(error)), fix)]) from error

	def _write_rule(self, kind: Kind, rule: DutyRule | AssignmentRule) -> None:
		if not frappe.db.exists(kind.doctype, rule.name):
			self._make(kind.doctype, **kind.to_row(rule))
			return
		stored = frappe.get_doc(kind.doctype, rule.name)
		before = kind.from_row(stored.as_dict())
		# A clause that the institution has switched off stays off.
		wanted = replace(rule, enabled=rule.enabled and before.enabled)
		if before != wanted:
			_save(stored.update(kind.to_row(wanted)))
			self.installed.changed[kind.doctype] += 1
			self._note(_("{0}: changed to what the pack says.").format(rule.name))

	def _note_rules_left_out(self, kind: Kind, regulation: str) -> None:
		known = {rule.name for rule in self._rules(kind)}
		for name in frappe.get_all(
			kind.doctype, {"regulation": regulation}, pluck="name", order_by="name asc"
		):
			if name not in known:
				self._note(_("{0}: not in the pack. Disable it if it no longer holds.").format(name))

	def _rules(self, kind: Kind) -> Iterable[Any]:
		rules: Iterable[Any] = getattr(self.pack, kind.section)
		return rules

	# --- writing ---

	def _make(self, doctype: str, **values: Any) -> None:
		_save(frappe.get_doc({"doctype": doctype, **values}))
		self.installed.made[doctype] += 1

	def _note(self, text: str) -> None:
		self.installed.notes.append(text)


def _save(doc: Document) -> None:
	doc.flags.codes_checked = True  # the whole pack was: a rule may name a later one
	doc.save()


def _number(label: str) -> tuple[int, ...]:
	"""The version at the end of "name 1.2.0", comparable; without one, less than any."""
	return tuple(int(part) for part in label.rpartition(" ")[2].split(".") if part.isdigit())


def _has_rules(regulation: str) -> bool:
	return any(frappe.db.exists(kind.doctype, {"regulation": regulation}) for kind in KINDS)
