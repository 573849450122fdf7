"""The desk opens for the people of the app."""

from collections.abc import Callable

import frappe
from playwright.sync_api import Page, expect


def test_an_officer_logs_in_and_opens_the_list_of_visits(
	make_user: Callable[..., str], logged_in: Callable[..., Page]
):
	officer = make_user("ann.desk@liaison.example", "Liaison Officer")
	frappe.db.commit()
	page = logged_in(officer)
	page.goto("/app/contact-visit")
	expect(page.locator(".page-title .title-text").first).to_have_text("Contact Visit")
