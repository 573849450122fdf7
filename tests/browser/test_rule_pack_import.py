"""A manager imports a rule pack from the list of regulations: chooses the file, sees what it would do, agrees."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import frappe
import pytest
from playwright.sync_api import Page, expect

from liaison_app.packs import shipped_packs

PACK = next(path for path in shipped_packs() if path.stem == "staff_branch_masses")


@pytest.fixture
def manager(make_user: Callable[..., str]) -> str:
	user = make_user("max.packs@liaison.example", "Liaison Manager")
	frappe.db.commit()
	return user


def choose(page: Page, file: Path) -> None:
	page.goto("/app/liaison-regulation")
	page.get_by_role("button", name="Import Rule Pack").click()
	page.locator(".file-uploader input[type=file]").first.set_input_files(file)
	page.locator(".modal.show .btn-modal-primary:visible").click()


def test_a_pack_is_shown_and_then_imported(manager: str, logged_in: Callable[..., Page]):
	page = logged_in(manager)
	choose(page, PACK)
	shown = page.locator(".modal.show", has_text="Duty Rule: 9 new")
	expect(shown).to_be_visible()
	frappe.db.rollback()
	assert not frappe.db.exists("Liaison Regulation", "E")
	shown.get_by_role("button", name="Import", exact=True).click()
	expect(page.locator(".modal.show", has_text="Imported")).to_be_visible()
	frappe.db.rollback()
	assert frappe.db.count("Duty Rule", {"regulation": "E"}) == 9


def test_a_faulty_pack_is_told_what_is_wrong(manager: str, logged_in: Callable[..., Page], tmp_path: Path):
	content = json.loads(PACK.read_text())
	content["duty_rules"][0]["period"] = "Fortnight"
	file = tmp_path / "our_pack.json"
	file.write_text(json.dumps(content))
	page = logged_in(manager)
	choose(page, file)
	told = page.locator(".modal.show", has_text=re.compile(r"our_pack\w*\.json cannot be imported"))
	expect(told).to_contain_text("$.duty_rules[0].period")
	expect(told).to_contain_text("Right would be")


def test_an_officer_has_no_such_button(make_user: Callable[..., str], logged_in: Callable[..., Page]):
	officer = make_user("olga.packs@liaison.example", "Liaison Officer")
	frappe.db.commit()
	page = logged_in(officer)
	page.goto("/app/liaison-regulation")
	expect(page.locator(".page-title .title-text").first).to_have_text("Liaison Regulation")
	expect(page.get_by_role("button", name="Import Rule Pack")).to_have_count(0)
