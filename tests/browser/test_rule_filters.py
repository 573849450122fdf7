"""A manager changes the conditions that a rule sets on a visit, in the editor of its form."""

import json
from collections.abc import Callable

import frappe
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.site.builders import make_rule


@pytest.fixture
def rule(make_user: Callable[..., str]) -> str:
	"""A rule for which only visits face to face count."""
	name = make_rule(visit_filters='[["mode", "=", "Face to Face"]]').name
	frappe.db.commit()
	return str(name)


@pytest.fixture
def page(make_user: Callable[..., str], logged_in: Callable[..., Page]) -> Page:
	user = make_user("max.filters@liaison.example", "Liaison Manager")
	frappe.db.commit()
	return logged_in(user)


def editor_of(page: Page, rule: str) -> Locator:
	page.goto(f"/app/duty-rule/{rule}")
	page.get_by_role("tab", name="What Counts").click()
	editor = page.locator("[data-fieldname='visit_filters_editor']")
	expect(editor.locator(".filter-field select")).to_have_value("Face to Face")
	return editor


def save(page: Page) -> None:
	page.locator("button.primary-action:visible", has_text="Save").click()
	expect(page.locator(".page-head .indicator-pill.orange:visible", has_text="Not Saved")).to_have_count(0)


def stored_filters(rule: str) -> object:
	frappe.db.rollback()
	return json.loads(frappe.db.get_value("Duty Rule", rule, "visit_filters") or "[]")


def test_a_changed_filter_is_stored(rule: str, page: Page):
	editor = editor_of(page, rule)
	not_saved = page.locator(".page-head .indicator-pill:visible", has_text="Not Saved")
	expect(not_saved).to_have_count(0)
	editor.locator(".filter-field select").select_option("Phone")
	expect(not_saved).to_be_visible()
	save(page)
	expect(editor.locator(".filter-field select")).to_have_value("Phone")
	assert stored_filters(rule) == [["mode", "=", "Phone"]]
	editor.locator(".condition").select_option("!=")
	expect(not_saved).to_be_visible()
	save(page)
	assert stored_filters(rule) == [["mode", "!=", "Phone"]]


def test_a_removed_filter_is_gone(rule: str, page: Page):
	editor = editor_of(page, rule)
	editor.locator(".remove-filter:visible").click()
	expect(page.locator(".page-head .indicator-pill:visible", has_text="Not Saved")).to_be_visible()
	save(page)
	assert stored_filters(rule) == []
