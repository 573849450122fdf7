"""Collects every text that a user may read, and writes `locale/main.pot`, `locale/zh.po` and `translations/zh.csv`.

Run it with a bench's Python, whose Frappe knows where texts stand in DocTypes, workspaces, Python and JavaScript:

	$BENCH_DIR/env/bin/python devtools/translations.py

`zh.po` is where people translate. Frappe 15 and 16 read it once a bench has compiled it; until then they read `zh.csv`,
which is made from it. Ends with 1 while a text has no Chinese.
"""

from __future__ import annotations

import ast
import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

CHECKOUT = Path(__file__).resolve().parent.parent
APP = CHECKOUT / "liaison_app"
POT = APP / "locale" / "main.pot"
PO = APP / "locale" / "zh.po"
CSV = APP / "translations" / "zh.csv"
# Sections of a pack whose entries have a name, or a title, and the same in Chinese.
WORDS = ("posts", "unit_types", "target_types", "tags", "activity_types", "event_types", "festivals")
TITLED = ("regulations", "duty_rules", "assignment_rules")
# What Frappe's own extraction passes over although the desk shows it, and where the text stands in it.
NAMED_RECORDS = {
	"number_card": ("label",),
	"dashboard_chart": ("chart_name",),
	"notification": ("name",),
	"workflow": ("workflow_name",),
	"dashboard": ("dashboard_name",),
}
# What Frappe says around ours, on every page or in the first steps, and its Chinese lacks or takes in another sense.
BORROWED = (
	("Action Complete", None),
	("Awesome Work", None),
	("Build", None),
	("Connection Lost", None),
	("Edit Filters", None),
	("List View", None),
	("Dismiss", "Stop showing the onboarding widget."),
	("Let us continue with the onboarding", None),
	("Let's take you back to onboarding", None),
	("Search or type a command ({0})", None),
	("Skip", None),
	("You can continue with the onboarding after exploring this page", None),
)
# Words that Frappe or a neighbour uses in another sense: in our DocTypes they get the DocType as context, which Frappe looks up
# first, and without it they keep the general sense.
AMBIGUOUS = frozenset(
	"Account,Assigned,Check,Closed,Code,Created,Document,Due,From,Login,New,Off,Open,Owner,Record,Role,Rotation,Rule,State,Subject,Target"
	",Title,To,Visit,Visits".split(",")
)
FIELD_NAME = re.compile(r"[a-z]+(_[a-z]+)+")  # taken for a text in `_(row["field_name"])`
Text = tuple[str, str, str | None]  # the text, the file it stands in, its context


def collect() -> Catalog:
	"""All texts of the app as a catalog without translations."""
	catalog = Catalog(project="Liaison", fuzzy=False, charset="utf-8")
	borrowed = ((text, "frappe", context) for text, context in BORROWED)
	texts = [
		*by_frappe(),
		*of_ambiguous(),
		*of_records(),
		*of_engine(),
		*of_declarations(),
		*of_workflows(),
		*borrowed,
	]
	for text, file, context in sorted(texts, key=lambda each: (each[0], each[1])):
		if (text := plain(text)) and not FIELD_NAME.fullmatch(text):
			catalog.add(text, locations=[(file, 0)], context=context)
	for word in pack_words():
		catalog.add(word, auto_comments=["Of a rule pack"])
	return catalog


def plain(text: str) -> str:
	"""The text as Frappe looks it up: without tags and outer spaces; empty when there is nothing to translate."""
	text = re.sub(r"<[^>]+>", "", text).strip()
	return text if re.search("[A-Za-z]", re.sub(r"\{\d+\}", "", text)) else ""


def by_frappe() -> Iterator[Text]:
	"""What Frappe itself extracts, as `bench generate-pot-file` does."""
	import frappe

	with open(Path(frappe.__file__).parent.parent / "babel_extractors.csv") as file:
		methods = [(pattern, method) for pattern, method in csv.reader(file) if "hooks.py" not in pattern]
	keywords = {**DEFAULT_KEYWORDS, "_lt": None}
	for file, _line, text, _comments, context in extract_from_dir(APP, methods, keywords=keywords):
		if text:
			yield (text if isinstance(text, str) else text[0]), file, context


def of_ambiguous() -> Iterator[Text]:
	"""Ambiguous labels and choices of our DocTypes, in the context of each."""
	for path in APP.glob("*/doctype/*/*.json"):
		doctype = json.loads(path.read_text())
		for field in doctype["fields"]:
			choices = field.get("options", "").split("\n") if field["fieldtype"] == "Select" else []
			for text in AMBIGUOUS.intersection([field.get("label"), *choices]):
				yield text, _place(path), doctype["name"]


def of_records() -> Iterator[Text]:
	"""Labels of cards, charts, prints and the like."""
	for folder, fields in NAMED_RECORDS.items():
		for path in APP.glob(f"*/{folder}/*/*.json"):
			record = json.loads(path.read_text())
			yield from ((record[field], _place(path), None) for field in fields if record.get(field))
	for path in APP.glob("*/form_tour/*/*.json"):
		for step in json.loads(path.read_text())["steps"]:
			yield from ((step[part], _place(path), None) for part in ("title", "description"))
	for path in APP.glob("*/workspace/*/*.json"):
		for quick_list in json.loads(path.read_text())["quick_lists"]:
			yield quick_list["label"], _place(path), None


def of_workflows() -> Iterator[Text]:
	"""States, actions and names of the workflows that the app proposes, wherever they stand in that file."""
	path = APP / "setup" / "workflows.py"
	for node in ast.parse(path.read_text()).body:
		if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
			if node.targets[0].id in ("STYLES", "ACTIONS", "SEEDS"):
				yield from ((text, _place(path), None) for text in _first_words(node.value))


def _first_words(node: ast.expr) -> Iterator[str]:
	"""Keys of a dict, members of a tuple, first arguments of what a tuple calls."""
	members = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
	for each in members:
		first = each.args[0] if isinstance(each, ast.Call) else each
		if isinstance(first, ast.Constant):
			yield str(first.value)


def of_engine() -> Iterator[Text]:
	"""What the engine answers with: it imports no translation, so its texts are found by where they stand."""
	for path in sorted((APP / "engine").glob("*.py")):
		for node in ast.walk(ast.parse(path.read_text())):
			yield from ((text, _place(path), None) for text in _answers(node))
	for path in sorted((APP / "honesty").glob("*.py")):
		for node in ast.walk(ast.parse(path.read_text())):
			yield from ((text, _place(path), None) for text in _evidence(node))
	path = APP / "engine" / "credit.py"
	for node in ast.parse(path.read_text()).body:
		if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
			yield str(node.value.value), _place(path), None


def _answers(node: ast.AST) -> Iterator[str]:
	"""The template of a finding, the reasons why something is vacant or waived, and the events that it finds by itself."""
	if isinstance(node, ast.Call):
		if isinstance(node.func, ast.Name) and node.func.id == "_finding":
			yield from _constants(node.args[2])
		for keyword in node.keywords:
			if keyword.arg in ("reason", "waived"):
				yield from _constants(keyword.value)
	if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
		if node.targets[0].id in ("CHANGED_HANDS", "BUILT_IN_TRIGGERS", "waived", "reason"):
			yield from _constants(node.value)


def _evidence(node: ast.AST) -> Iterator[str]:
	"""What the checks of visits ask, and why a line of a register cannot be read."""
	if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
		for keyword in node.keywords:
			if keyword.arg == "message":
				yield from _constants(keyword.value)
		if node.func.id == "UnreadRow":
			yield from _constants(node.args[1])


def _constants(node: ast.expr) -> Iterator[str]:
	if isinstance(node, ast.IfExp):
		yield from _constants(node.body)
		yield from _constants(node.orelse)
	if isinstance(node, ast.Tuple):
		for element in node.elts:
			yield from _constants(element)
	if isinstance(node, ast.Constant) and isinstance(node.value, str):
		yield node.value


def of_declarations() -> Iterator[Text]:
	"""The app and its modules, as the list of apps and the sidebar show them."""
	for node in ast.parse((APP / "hooks.py").read_text()).body:
		if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
			if node.targets[0].id in ("app_title", "app_description"):
				yield from ((text, "hooks.py", None) for text in _constants(node.value))
	yield from ((module, "modules.txt", None) for module in (APP / "modules.txt").read_text().split("\n"))


def pack_words() -> dict[str, list[str]]:
	"""The words and titles of all packs that have a Chinese name, with what the packs call them."""
	words: dict[str, list[str]] = defaultdict(list)
	for path in sorted((APP / "packs").glob("*.json")):
		content = json.loads(path.read_text())
		entries = [entry for section in WORDS + TITLED for entry in content.get(section, ())]
		found = (entry for entry in entries if isinstance(entry, dict) and entry.get("title_zh"))
		for entry in found:
			words[entry.get("title") or entry["name"]].append(entry["title_zh"])
	return words


def _place(path: Path) -> str:
	return path.relative_to(APP).as_posix()


def update() -> list[str]:
	"""Write the three files; answers the texts that still lack their Chinese."""
	template = collect()
	template.creation_date = _unchanged_date(template)
	translated = read(PO) if PO.exists() else Catalog()
	translated.locale, translated.project, translated.fuzzy = "zh", "Liaison", False
	translated.update(template, no_fuzzy_matching=True)
	for word, names in pack_words().items():
		if translated[word].string not in names:
			translated[word].string = names[0]
	translated.revision_date = template.creation_date
	_write(POT, template)
	_write(PO, translated)
	write_csv(messages(translated))
	return [str(message.id) for message in messages(translated) if not message.string]


def _unchanged_date(template: Catalog) -> datetime:
	"""The date of the stored template while it has the same texts, so that running it again changes nothing."""
	stored = read(POT) if POT.exists() else None
	if stored and {each.id for each in stored} == {each.id for each in template}:
		return stored.creation_date
	return datetime.now(timezone.utc)


def read(path: Path) -> Catalog:
	"""A catalog from its file."""
	with path.open("rb") as file:
		return read_po(file)


def messages(catalog: Catalog) -> list[Message]:
	"""The messages without the header, by text."""
	return sorted((each for each in catalog if each.id), key=lambda each: (str(each.id), each.context or ""))


def _write(path: Path, catalog: Catalog) -> None:
	path.parent.mkdir(exist_ok=True)
	with path.open("wb") as file:
		write_po(file, catalog, sort_output=True, ignore_obsolete=True, width=0, include_lineno=False)


def rows(found: Iterable[Message]) -> list[list[str]]:
	"""What the CSV holds: text, Chinese, and the context where there is one."""
	return [
		[str(each.id), str(each.string), *([each.context] if each.context else [])]
		for each in found
		if each.string
	]


def write_csv(found: Iterable[Message]) -> None:
	"""The CSV of Frappe's older layout."""
	CSV.parent.mkdir(exist_ok=True)
	with CSV.open("w", newline="", encoding="utf-8") as file:
		csv.writer(file, lineterminator="\n").writerows(rows(found))


if __name__ == "__main__":
	missing = update()
	for text in missing:
		print(f"no Chinese: {text}")
	sys.exit(1 if missing else 0)
