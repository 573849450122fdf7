"""What to look at in a dormitory: kept at the type of the target, offered on the visit, printed with it."""

import frappe
import pytest
from frappe.www.printview import get_rendered_template

from liaison_app.api import visits
from liaison_app.packs import read_pack, shipped_packs
from liaison_app.services import vocabulary
from tests.site.builders import ensure, make_officer, make_target, make_unit, make_visit


@pytest.fixture
def room(site):
	"""A dormitory of a type that knows the check list of the shipped regulation, and an officer who may see dormitories."""
	(pack,) = [read_pack(path) for path in shipped_packs() if path.stem == "three_contacts_2016"]
	words = [entry for entry in pack.content["target_types"] if entry["name"] == "Dormitory"]
	ensure("Target Type", "target_type_name", "Dormitory", visible_to_all=1)
	for _twice in range(2):
		vocabulary.add_words({"target_types": words}, frappe._dict())
	ensure(
		"Target Type", "target_type_name", "Men's Dormitory", parent_target_type="Dormitory", visible_to_all=1
	)
	frappe.clear_cache(doctype="Target Type")
	return make_target(make_unit("Test College"), "Men's Dormitory", title="Room 101")


def test_f8_the_check_list_of_a_dormitory_comes_with_the_regulation_and_is_offered_once(room, as_user):
	officer = make_officer(room.unit)
	items = frappe.get_all(
		"Target Type Check Item", {"parent": "Dormitory"}, pluck="item", order_by="idx asc"
	)
	assert len(items) == 7 and "Forbidden Appliances" in items
	with as_user(officer.user):
		assert visits.check_list([room.name]) == items
		frappe.local.lang = "zh"
		assert "违章电器" in visits.check_list([room.name])


def test_f8_the_office_changes_the_list_and_what_was_looked_at_is_printed(room):
	kind = frappe.get_doc("Target Type", "Dormitory")
	kind.append("check_items", {"item": "Fire extinguisher"})
	kind.save()
	assert visits.check_list([room.name])[-1] == "Fire extinguisher"
	checks = [
		{"item": "Hygiene", "finding": "In Order"},
		{"item": "Fire extinguisher", "finding": "Not in Order"},
	]
	officer = make_officer(room.unit, None)
	with pytest.raises(
		frappe.ValidationError, match="row 2: say what is not in order about Fire extinguisher"
	):
		make_visit([officer], [room], checks=checks)
	checks[1]["note"] = "It is empty"
	html = get_rendered_template(make_visit([officer], [room], checks=checks))
	assert "Fire extinguisher" in html and "It is empty" in html


def test_f8_other_targets_have_no_check_list(site):
	assert visits.check_list([make_target(make_unit("Test College")).name]) == []
