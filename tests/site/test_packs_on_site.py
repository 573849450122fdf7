"""Rule packs on a site: what is stored is what the pack says, twice is once, and a site's own edits are safe."""

import copy
import json
from collections import Counter
from dataclasses import replace

import frappe
import pytest

from liaison_app.api import packs as endpoints
from liaison_app.engine.rule_from_row import assignment_rule_from_row, duty_rule_from_row
from liaison_app.jsonfile import FileRefused
from liaison_app.packs import Pack, combined, pack_from, read_pack, shipped_packs
from liaison_app.services.packs import install_pack, install_shipped_packs, preview_pack
from liaison_app.services.rule_facts import read_assignment_rules, read_rule_facts
from tests.site.builders import make_regulation, rule_values

PACKS = [read_pack(path) for path in shipped_packs()]
NAMES = [pack.name for pack in PACKS]
WRITTEN = (
	"Liaison Regulation",
	"Duty Rule",
	"Liaison Assignment Rule",
	"Liaison Post",
	"Liaison Unit Type",
	"Target Type",
	"Liaison Tag",
	"Liaison Activity Type",
	"Trigger Event Type",
)
BRANCHES = next(pack for pack in PACKS if pack.name == "branches_teachers_students_2018")
GRASS_ROOTS = next(pack for pack in PACKS if pack.name == "grass_roots_and_class_hearing_2019")


def changed(pack: Pack, version: str = "1.2.0", **of_rules: dict) -> Pack:
	"""The pack in another version, with fields of rules changed by their codes."""
	content = copy.deepcopy(pack.content)
	content["version"] = version
	for rule in content["duty_rules"]:
		rule.update(of_rules.get(rule["code"], {}))
	return pack_from(content)


def stamps() -> dict[str, dict[str, object]]:
	"""When each record that a pack writes was last changed."""
	return {
		doctype: dict(frappe.get_all(doctype, fields=["name", "modified"], as_list=True))
		for doctype in WRITTEN
	}


def rule_of(code: str):
	return frappe.get_doc("Duty Rule", code)


@pytest.mark.parametrize("pack", PACKS, ids=NAMES)
def test_every_rule_of_a_pack_is_read_back_as_it_was(site, pack):
	install_pack(pack)
	assert pack.duty_rules or pack.assignment_rules
	for rule in pack.duty_rules:
		assert duty_rule_from_row(frappe.get_doc("Duty Rule", rule.name).as_dict()) == rule
	for rule in pack.assignment_rules:
		stored = frappe.get_doc("Liaison Assignment Rule", rule.name)
		assert assignment_rule_from_row(stored.as_dict()) == rule


def test_the_facts_of_the_site_are_those_of_the_packs(site):
	install_shipped_packs()
	law, facts = combined(PACKS), read_rule_facts(frappe.utils.getdate("2018-01-01"))
	ours = {rule.regulation for rule in law.rules}
	assert {rule.name: rule for rule in facts.rules if rule.regulation in ours} == {
		rule.name: rule for rule in law.rules
	}
	assert {rule.name: rule for rule in read_assignment_rules() if rule.regulation in ours} == {
		rule.name: rule for rule in law.assignment_rules
	}
	regulations = {regulation.name: regulation for regulation in facts.regulations}
	assert {regulation.name: regulations[regulation.name] for regulation in law.regulations} == {
		regulation.name: regulation for regulation in law.regulations
	}
	parents = {kind.name: kind.parent for kind in facts.target_types}
	assert all(parents[kind.name] == kind.parent for kind in law.target_types)
	implied = {post.name: set(post.implies) for post in facts.posts}
	assert all(implied[post.name] == set(post.implies) for post in law.posts)


def test_the_second_time_nothing_is_changed(site):
	first = install_shipped_packs()
	before = stamps()
	second = install_shipped_packs()
	assert first.made["Duty Rule"] == sum(len(pack.duty_rules) for pack in PACKS)
	assert (second.made, second.changed, second.notes) == (Counter(), Counter(), [])
	assert stamps() == before


def test_the_packs_may_come_in_any_order(site):
	for pack in reversed(PACKS):
		install_pack(pack)
	assert (
		frappe.db.get_value("Liaison Regulation", "A", "pack_version")
		== "branches_teachers_students_2018 1.1.0"
	)
	assert frappe.db.get_value("Liaison Regulation", "C", "based_on") == "A"
	assert frappe.db.get_value("Liaison Regulation", "B", "supersedes") == "B2019"
	assert frappe.db.get_value("Liaison Regulation", "B2019", "status") == "Repealed"
	assert frappe.db.count("Duty Rule", {"regulation": "A"}) == len(BRANCHES.duty_rules)


def test_a_pack_of_the_same_version_leaves_edited_rules_alone(site):
	install_pack(BRANCHES)
	rule = rule_of(BRANCHES.duty_rules[0].name)
	rule.update({"title": "As we call it here", "grace_days": 21}).save()
	frappe.delete_doc("Duty Rule", BRANCHES.duty_rules[-1].name)
	install_pack(BRANCHES)
	rule.reload()
	assert (rule.title, rule.grace_days) == ("As we call it here", 21)
	assert not frappe.db.exists("Duty Rule", BRANCHES.duty_rules[-1].name)


def test_a_newer_pack_writes_its_rules_and_says_which(site):
	install_pack(BRANCHES)
	code = BRANCHES.duty_rules[0].code
	done = install_pack(changed(BRANCHES, **{code: {"grace_days": 19}}))
	assert rule_of(f"A-{code}").grace_days == 19
	assert done.changed == {"Liaison Regulation": 1, "Duty Rule": 1}
	assert [note for note in done.notes if note.startswith(f"A-{code}: ")]
	assert frappe.db.get_value("Liaison Regulation", "A", "pack_version").endswith(" 1.2.0")


def test_a_newer_pack_keeps_what_the_institution_decided(site):
	install_pack(BRANCHES)
	code = BRANCHES.duty_rules[0].code
	frappe.get_doc("Liaison Regulation", "A").update({"status": "Repealed"}).save()
	rule_of(f"A-{code}").update({"enabled": 0}).save()
	install_pack(changed(BRANCHES, **{code: {"grace_days": 19}}))
	assert frappe.db.get_value("Liaison Regulation", "A", "status") == "Repealed"
	assert (rule_of(f"A-{code}").enabled, rule_of(f"A-{code}").grace_days) == (0, 19)


def test_a_newer_pack_says_which_rules_it_no_longer_has(site):
	install_pack(BRANCHES)
	content = copy.deepcopy(BRANCHES.content)
	dropped = content["duty_rules"].pop()["code"]
	content["version"] = "2.0.0"
	done = install_pack(pack_from(content))
	assert frappe.db.exists("Duty Rule", f"A-{dropped}")
	assert [note for note in done.notes if note.startswith(f"A-{dropped}: not in the pack")]


def test_an_older_pack_is_left_alone(site):
	code = BRANCHES.duty_rules[0].code
	install_pack(changed(BRANCHES, "1.10.0", **{code: {"grace_days": 19}}))
	done = install_pack(changed(BRANCHES, "1.9.0", **{code: {"grace_days": 3}}))
	assert rule_of(f"A-{code}").grace_days == 19
	assert not done.changed
	assert ["left alone" in note for note in done.notes] == [True]


def test_a_regulation_written_on_the_site_is_not_taken_over(site):
	make_regulation("A")
	frappe.get_doc(rule_values(regulation="A", code="OWN")).insert()
	before = stamps()
	with pytest.raises(FileRefused) as refused:
		install_pack(BRANCHES)
	assert [problem.path for problem in refused.value.problems] == ["$.regulations[0].name"]
	assert stamps() == before


def test_another_pack_with_the_same_regulation_is_refused(site):
	install_pack(BRANCHES)
	other = replace(BRANCHES, name="our_own_2030", version="9.0.0")
	with pytest.raises(FileRefused, match=BRANCHES.name):
		install_pack(other)


def test_a_pack_that_names_an_unknown_role_is_refused_whole(site):
	before = stamps()
	wrong = {"confidential": True, "confidential_roles": ["Liaison Manger"]}
	with pytest.raises(FileRefused) as refused:
		install_pack(changed(BRANCHES, **{BRANCHES.duty_rules[2].code: wrong}))
	(problem,) = refused.value.problems
	assert problem.path == "$.duty_rules[2].confidential_roles[0]"
	assert "Liaison Manager" in problem.fix
	assert stamps() == before


def test_a_rule_that_the_site_refuses_undoes_the_whole_pack(site):
	"""The institution wants every rule with its name in Chinese; the pack's last rule has none."""
	frappe.make_property_setter(
		{
			"doctype": "Duty Rule",
			"fieldname": "title_zh",
			"property": "reqd",
			"value": 1,
			"property_type": "Check",
		}
	)
	before = stamps()
	content = copy.deepcopy(BRANCHES.content)
	content["duty_rules"][-1].pop("title_zh")
	with pytest.raises(FileRefused) as refused:
		install_pack(pack_from(content))
	(problem,) = refused.value.problems
	assert problem.path == f"$.duty_rules[{len(content['duty_rules']) - 1}]"
	assert "title_zh" in problem.wrong
	assert stamps() == before


def test_a_preview_tells_what_would_be_done_and_keeps_nothing(site):
	before = stamps()
	shown = preview_pack(GRASS_ROOTS)
	assert stamps() == before
	done = install_pack(GRASS_ROOTS)
	assert (shown.made, shown.changed) == (done.made, done.changed)
	assert shown.made["Duty Rule"] == len(GRASS_ROOTS.duty_rules)


def test_a_target_type_that_the_site_keeps_elsewhere_stays_there_and_is_named(site):
	frappe.get_doc({"doctype": "Target Type", "target_type_name": "Teacher"}).insert()
	done = install_pack(BRANCHES)
	assert not frappe.db.get_value("Target Type", "Teacher", "parent_target_type")
	assert [note for note in done.notes if "Teacher" in note]


# --- from the desk ---


@pytest.fixture
def upload(site):
	"""`upload(content)` puts bytes or a JSON value into a private file of the current user; its address."""
	made = []

	def uploaded(content: object, name: str = "our_pack.json") -> str:
		data = content if isinstance(content, bytes) else json.dumps(content).encode()
		file = frappe.get_doc(
			{"doctype": "File", "file_name": name, "is_private": 1, "content": data}
		).insert()
		made.append(file)
		return file.file_url

	yield uploaded
	for file in made:
		file.delete_file_data_content()


@pytest.fixture
def manager(make_user):
	return make_user("max@liaison.example", "Liaison Manager")


def test_a_manager_imports_a_pack(upload, as_user, manager):
	with as_user(manager):
		address = upload(BRANCHES.content)
		shown = endpoints.preview(address)
		assert not frappe.db.exists("Duty Rule", BRANCHES.duty_rules[0].name)
		done = endpoints.import_pack(address)
	assert shown == done
	assert done["made"]["Duty Rule"] == len(BRANCHES.duty_rules)
	assert (done["title"], done["version"]) == (BRANCHES.content["title"], "1.1.0")
	assert frappe.db.exists("Duty Rule", BRANCHES.duty_rules[0].name)


@pytest.mark.parametrize("endpoint", [endpoints.preview, endpoints.import_pack])
@pytest.mark.parametrize("role", ["Liaison Officer", "Liaison Clerk", "Liaison Reviewer"])
def test_nobody_else_does(upload, as_user, make_user, role, endpoint):
	address = upload(BRANCHES.content)
	with as_user(make_user("olga@liaison.example", role)), pytest.raises(frappe.PermissionError):
		endpoint(address)
	assert not frappe.db.exists("Duty Rule", BRANCHES.duty_rules[0].name)


def test_a_wrong_pack_is_answered_with_every_fault_and_its_cure(upload, as_user, manager):
	content = copy.deepcopy(BRANCHES.content)
	content["duty_rules"][0]["period"] = "Fortnight"
	content["duty_rules"][1]["colour"] = "red"
	with as_user(manager), pytest.raises(frappe.ValidationError):
		endpoints.import_pack(upload(content))
	(message,) = frappe.local.message_log
	assert "our_pack" in message["title"]
	lines = message["message"]
	assert len(lines) == 2
	assert "$.duty_rules[0].period" in lines[0]
	assert "Semester" in lines[0]
	assert "colour" in lines[1]
	assert not frappe.db.exists("Duty Rule", BRANCHES.duty_rules[0].name)


@pytest.mark.parametrize(
	"content",
	[b"", b"\xff\xfe\x00", b"{", b"[]", b"null", b'{"format": 1}'],
	ids=["empty", "not-text", "cut-off", "list", "null", "number"],
)
def test_what_is_no_pack_is_refused_in_words(upload, as_user, manager, content):
	with as_user(manager), pytest.raises(frappe.ValidationError, match="Right would be"):
		endpoints.preview(upload(content or b" "))


@pytest.mark.parametrize(
	"address", ["/files/none.json", "https://example.com/pack.json", "../site_config.json", ""]
)
def test_only_uploaded_files_are_read(site, as_user, manager, address):
	with as_user(manager), pytest.raises(frappe.DoesNotExistError):
		endpoints.preview(address)


def test_a_file_that_somebody_else_keeps_private_is_not_read(upload, as_user, manager):
	address = upload(BRANCHES.content)
	with as_user(manager), pytest.raises((frappe.DoesNotExistError, frappe.PermissionError)):
		endpoints.preview(address)


def test_markup_in_a_pack_is_shown_as_text(upload, as_user, manager):
	content = copy.deepcopy(BRANCHES.content)
	content["duty_rules"][0]["subject_types"] = ["<img src=x onerror=alert(1)>"]
	with as_user(manager), pytest.raises(frappe.ValidationError):
		endpoints.preview(upload(content))
	assert "<img" not in str(frappe.local.message_log)


def test_places_are_found_by_every_officer_and_people_are_not(site):
	install_shipped_packs()
	visible = set(frappe.get_all("Target Type", {"visible_to_all": 1}, pluck="name"))
	assert {"Canteen", "Course", "Class", "Party Branch"} <= visible
	assert visible.isdisjoint({"Person", "Student", "Hardship Student", "Teacher", "Young Teacher"})
