"""Rules kept by a process: forgotten when they change, and never kept for long."""

import threading

import frappe
import pytest

from liaison_app.services import rule_cache
from tests import sitekit
from tests.site import builders

pytestmark = pytest.mark.commits


def change_elsewhere(rule, **values):
	"""Somebody else saves the rule, in a transaction of their own."""

	def run():
		frappe.init(sitekit.SITE, sites_path=".")
		frappe.connect()
		try:
			frappe.get_doc("Duty Rule", rule).update(values).save()
			frappe.db.commit()
		finally:
			frappe.destroy()

	thread = threading.Thread(target=run)
	thread.start()
	thread.join()


def new_request():
	"""What a process forgets between two requests."""
	frappe.db.rollback()
	frappe.local.cache.clear()
	if hasattr(frappe.local, rule_cache.KEY):
		delattr(frappe.local, rule_cache.KEY)


def quantity_of(rule):
	return {each.name: each.quantity for each in rule_cache.rules()}[rule]


@pytest.fixture
def rule(site):
	rule = builders.make_rule(quantity=1).name
	frappe.db.commit()
	new_request()
	assert quantity_of(rule) == 1
	return rule


def test_a_change_by_another_process_is_seen_by_the_next_request(rule):
	new_request()
	change_elsewhere(rule, quantity=2)
	new_request()
	assert quantity_of(rule) == 2


def test_what_was_read_in_an_old_transaction_is_not_kept_for_long(rule, monkeypatch):
	new_request()
	frappe.db.get_value("Duty Rule", rule, "quantity")  # the transaction begins
	change_elsewhere(rule, quantity=2)
	assert quantity_of(rule) == 1, "it sees what was true when it began, under the new mark"
	new_request()
	assert quantity_of(rule) == 1, "this process took it for new"
	began = rule_cache.monotonic()
	monkeypatch.setattr(rule_cache, "monotonic", lambda: began + rule_cache.MOST_SECONDS)
	new_request()
	assert quantity_of(rule) == 2


def test_within_a_minute_nothing_is_read_again(rule):
	new_request()
	first = rule_cache.rules()
	new_request()
	assert rule_cache.rules() is first
