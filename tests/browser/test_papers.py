"""A paper is opened from its duty with its figures; the college's shows which are missing and reminds of them."""

from collections.abc import Callable

import frappe
from frappe.model.workflow import apply_workflow
from playwright.sync_api import Page, expect

from liaison_app.services import nightly
from tests.site.builders import insert, make_officer, make_rule, make_target, make_unit, make_visit


def college(make_user: Callable[..., str]) -> frappe._dict:
	"""Pia owes a talk and a summary of the term, her college collates; Quin has begun nothing."""
	rita = make_user("rita.college@liaison.example", "Liaison Reviewer")
	today = frappe.utils.getdate()
	first, last = frappe.utils.add_days(today, -60), frappe.utils.add_days(today, 60)
	insert("Liaison Term", term_name="Now", academic_year="Now", first_day=first, last_day=last)
	kind = insert("Liaison Unit Type", unit_type_name="College of Papers").name
	unit = make_unit("College of Papers", reviewer=rita, unit_type=kind)
	pia = make_officer(
		unit, make_user("pia.paper@liaison.example", "Liaison Officer"), full_name="Pia Writer"
	)
	make_officer(unit, make_user("quin.paper@liaison.example", "Liaison Officer"), full_name="Quin Late")
	talk = make_rule(code="P1", title="Talk once a semester")
	paper = {"counts": [], "measure": "Document", "document_kind": "Summary", "reminder_days": 90}
	make_rule(code="P2", title="Own summary", **paper)
	own = {"owner_kind": "Unit", "owner_unit_types": [{"unit_type": kind}], "scope": "Own Subtree"}
	make_rule(code="P3", title="Summary of the college", takes_in="P2", **own, **paper)
	frappe.db.set_value("Liaison Regulation", talk.regulation, "title", "Contact <b>work</b>")
	regulation = frappe.get_doc("Liaison Regulation", talk.regulation)
	regulation.append("sections", {"document_kind": "Summary", "heading": "What was done"})
	regulation.save()
	frappe.db.commit()
	nightly.start(today, inline=True)
	make_visit([pia], [make_target(unit, title="Class <i>1</i>")]).submit()
	frappe.db.commit()
	return frappe._dict(pia=pia, rita=rita, unit=unit)


def duty(code: str, **owner: str) -> str:
	return str(frappe.db.get_value("Periodic Obligation", {"rule": f"X-{code}", **owner}))


def test_from_a_duty_to_the_papers_of_the_college(
	make_user: Callable[..., str], logged_in: Callable[..., Page], picture: Callable[[Page, str], None]
):
	found = college(make_user)
	page = logged_in(found.pia.user)
	page.goto(f"/app/periodic-obligation/{duty('P2', officer=found.pia.name)}")
	page.locator("button.primary-action:visible", has_text="Hand In Document").click()
	page.wait_for_url("**/duty-document/DD-**")
	expect(
		page.locator("[data-fieldname=rows] .grid-row", has_text="P1 Talk once a semester")
	).to_be_visible()
	expect(page.locator("[data-fieldname=sections] .grid-row", has_text="What was done")).to_be_visible()
	page.locator("button:visible", has_text="Visits Behind the Figures").click()
	expect(page.locator(".liaison-behind li")).to_contain_text(["Class <i>1</i>"])
	picture(page, "paper_of_an_officer")
	page.keyboard.press("Escape")
	frappe.db.rollback()
	(name,) = frappe.get_all("Duty Document", pluck="name")
	paper = frappe.get_doc("Duty Document", name)
	paper.update({"status": "Handed In"}).save()
	apply_workflow(paper, "Approve")
	frappe.db.commit()

	page = logged_in(found.rita)
	page.goto(f"/app/periodic-obligation/{duty('P3', unit=found.unit)}")
	page.locator("button.primary-action:visible", has_text="Hand In Document").click()
	page.wait_for_url("**/duty-document/DD-**")
	expect(page.locator("[data-fieldname=sources] .grid-row", has_text=name)).to_be_visible()
	missing = page.locator("[data-fieldname=missing]")
	expect(missing).to_contain_text("Quin Late")
	expect(missing).not_to_contain_text("Pia Writer")
	picture(page, "paper_of_a_college")
	page.locator("button:visible", has_text="Remind of Missing Papers").click()
	expect(page.locator(".modal-dialog:visible")).to_contain_text("Reminded: 1")
	frappe.db.rollback()
	assert frappe.db.count("Liaison Nudge") == 1
