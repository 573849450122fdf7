"""Questions that Frappe answers with more than it shows: by hidden fields, through links, by links to a person, by counting."""

import json
from types import SimpleNamespace
from typing import Any

import frappe
import frappe.handler
import pytest
from frappe.utils import add_days, getdate
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from tests import sitekit
from tests.site.builders import ensure, insert, make_matter, make_target
from tests.site.matters_kit import SAID, make_office

MATTER = "Raised Matter"
ABOUT = json.dumps([[MATTER, "secret_name", "like", "Zin%"]])
CAPITALS = ABOUT.replace("secret", "Secret")
ESCAPED = ABOUT.replace("_", "\\u005f")


@pytest.fixture(scope="module", autouse=True)
def office(site):
	with sitekit.clean_afterwards():
		yield make_office()


@pytest.fixture
def secret(office, rolled_back):
	"""A secret matter of a person whom the app knows, from an event that is hidden from the office."""
	ensure("Trigger Event Type", "event_type_name", "Hidden Illness", sensitive=1)
	target = make_target(office.college, user=office.sam)
	when = add_days(getdate(), -1)
	event = insert("Trigger Event", event_type="Hidden Illness", target=target.name, day=when, note="ill")
	matter = make_matter(office.office, secret=1, raiser_target=target.name, event=event.name, **SAID)
	return SimpleNamespace(matter=matter, target=target, event=event)


def ask(user: str, method: str, **arguments: Any) -> str:
	"""The answer to a request, as text; it raises what the request raises."""
	frappe.set_user(user)
	try:
		frappe.local.request = Request(EnvironBuilder(method="POST").get_environ())
		frappe.local.form_dict = frappe._dict({**arguments, "cmd": method})
		frappe.local.response = frappe._dict(docs=[])
		return frappe.as_json([frappe.handler.execute_cmd(method), frappe.local.response])
	finally:
		frappe.set_user("Administrator")


@pytest.mark.parametrize(
	("method", "arguments"),
	[
		("frappe.client.get_list", {"filters": ESCAPED}),
		("frappe.client.get_count", {"filters": ESCAPED}),
		("frappe.client.get", {"filters": json.dumps({"secret_name": ["like", "Zin%"]})}),
		("frappe.client.get_list", {"order_by": "SECRET_NAME asc"}),
		("frappe.desk.listview.get_group_by_count", {"current_filters": ABOUT, "field": "assigned_to"}),
		("frappe.desk.listview.get_group_by_count", {"current_filters": ABOUT, "field": "status"}),
		("frappe.desk.listview.get_group_by_count", {"current_filters": "[]", "field": "secret_name"}),
		("frappe.desk.reportview.get_sidebar_stats", {"stats": '["_user_tags"]', "filters": CAPITALS}),
		("frappe.client.get_list", {"fields": json.dumps(["name", "event.event_type"])}),
		("frappe.client.get_value", {"fieldname": "event.title", "filters": "{}"}),
		("frappe.client.get_list", {"order_by": "event.title asc"}),
	],
)
def test_whoever_may_not_read_it_does_not_find_it_out_by_asking_otherwise(office, secret, method, arguments):
	with pytest.raises((frappe.PermissionError, frappe.DataError, frappe.ValidationError)) as refused:
		ask(office.olga, method, doctype=MATTER, **arguments)
	assert "You may not" in str(refused.value)


def test_what_is_asked_beside_is_answered(office, secret):
	"""The other way round: lists are still filtered, sorted and counted by what the user sees."""
	named = json.dumps([[MATTER, "name", "=", secret.matter.name]])
	assert secret.matter.name in ask(office.olga, "frappe.client.get_list", doctype=MATTER, filters=named)
	fields = json.dumps(["name", "officer.full_name as officer_full_name", "`tabRaised Matter`.`status`"])
	of_a_list = {
		"doctype": MATTER,
		"filters": named,
		"fields": fields,
		"order_by": "`tabRaised Matter`.`modified` desc",
	}
	assert secret.matter.name in ask(office.olga, "frappe.desk.reportview.get", **of_a_list)
	for field in ("assigned_to", "status"):
		method = "frappe.desk.listview.get_group_by_count"
		told = ask(office.olga, method, doctype=MATTER, current_filters=named, field=field)
		assert json.loads(told)[0][0]["count"] == 1
		assert '"count"' not in ask(office.carl, method, doctype=MATTER, current_filters=named, field=field)
	values = json.dumps({"details": "Ask the officer.Then event.title"})
	asked = {"doctype": MATTER, "name": secret.matter.name, "fieldname": values}
	assert "event.title" in ask(office.olga, "frappe.client.set_value", **asked)


def test_from_a_person_nobody_is_led_to_the_matter_that_he_or_she_raised_in_secret(office, secret):
	asked = {"doctype": "Contact Target", "docname": secret.target.name}
	method = "frappe.desk.form.linked_with.get"
	frappe.db.set_value("Target Type", secret.target.target_type, "visible_to_all", 1)
	assert secret.matter.name not in ask(office.olga, method, **asked)
	assert secret.matter.name in ask(office.max, method, **asked)


def test_nobody_counts_what_he_or_she_does_not_see(office, secret):
	asked = {"doctype": MATTER, "filters": json.dumps({"name": secret.matter.name})}
	assert [
		json.loads(ask(user, "frappe.client.get_count", **asked))[0] for user in (office.olga, office.carl)
	] == [1, 0]
	with pytest.raises(frappe.PermissionError):
		ask(office.sam, "frappe.client.get_count", **asked)
