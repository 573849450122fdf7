"""Raised matters: who raised a secret one is told nowhere; the papers of a period name them all."""

import frappe
import pytest
from frappe.utils import getdate

from tests import sitekit
from tests.site.builders import insert, make_matter, make_obligation, make_rule, make_target
from tests.site.matters_kit import SAID, make_office, take


@pytest.fixture(scope="module", autouse=True)
def office(site):
	with sitekit.clean_afterwards():
		yield make_office()


# ---- who raised it is nobody's business


def told_anywhere(doc, *words):
	"""Whether one of the words stands in any row that tells of the matter, but for the fields behind the permission level."""
	found = []
	for doctype in (
		"Version",
		"Comment",
		"ToDo",
		"Notification Log",
		"Activity Log",
		"Communication",
		"DocShare",
	):
		for row in frappe.get_all(doctype, fields=["*"], order_by="name asc"):
			found += [(doctype, row.name) for word in words if word in frappe.as_json(row)]
	return found


def test_who_raised_a_secret_matter_is_put_away_for_everyone_but_the_named_roles(office, as_user):
	with as_user(office.olga):
		doc = make_matter(office.office, secret=1, **SAID)
		stored = frappe.get_doc("Raised Matter", doc.name)
		stored.apply_fieldlevel_read_permissions()
		assert "Zinnia" not in frappe.as_json(stored.as_dict())
		assert (stored.raiser_name, stored.get("secret_name")) == (None, None)
		listed = frappe.get_list("Raised Matter", ["name", "secret_name"], limit_page_length=0)
		assert "Zinnia" not in frappe.as_json(listed)
	with as_user(office.max):
		known = frappe.get_doc("Raised Matter", doc.name)
		known.apply_fieldlevel_read_permissions()
		assert (known.secret_name, known.secret_contact) == (SAID["raiser_name"], SAID["raiser_contact"])


def test_the_secret_is_in_no_version_notification_todo_or_title(office):
	"""It was open first, and made secret when it was in the history already."""
	target = make_target(office.college, user=office.sam)
	doc = make_matter(office.office)
	for name in ("First Name", SAID["raiser_name"]):
		doc.update({**SAID, "raiser_name": name, "raiser_target": target.name})
		doc.save()
	doc.secret = 1
	doc.save()
	take(doc, "Dispatch", unit=office.logistics)
	take(doc, "Take", handler=office.hugo)
	take(doc, "Answer", outcome="Explained", answer="No.")
	take(doc, "Give Back", how="On the Site")
	assert told_anywhere(doc, *SAID.values(), "First Name", target.name) == []
	told = frappe.get_last_doc("Notification Log", {"for_user": office.sam})
	assert (told.document_name, doc.subject in told.subject) == (None, False)


@pytest.mark.parametrize("field", ["secret_name", "secret_contact", "secret_user"])
def test_nobody_finds_the_secret_by_filtering(office, as_user, field):
	make_matter(office.office, secret=1, **SAID)
	with as_user(office.olga):
		frappe.local.form_dict = frappe._dict(filters=frappe.as_json([[field, "like", "Zin%"]]))
		with pytest.raises(frappe.PermissionError, match="filter"):
			frappe.get_list("Raised Matter", filters=[[field, "like", "Zin%"]])


def test_the_secret_is_not_written_over_and_not_disclosed_by_those_who_may_not_know(office, as_user):
	with as_user(office.olga):
		doc = make_matter(office.office, secret=1, **SAID)
		doc = frappe.get_doc("Raised Matter", doc.name)
		doc.secret_name = "Somebody Else"
		doc.save()
		doc.secret = 0
		with pytest.raises(frappe.PermissionError, match="roles that know"):
			doc.save()
	with as_user(office.max):
		doc = frappe.get_doc("Raised Matter", doc.name)
		assert doc.secret_name == SAID["raiser_name"]
		doc.secret = 0
		doc.save()
		assert (doc.raiser_name, doc.secret_name) == (SAID["raiser_name"], None)


@pytest.mark.commits
def test_the_secret_is_in_no_export_and_no_print(office, as_user):
	from frappe.core.doctype.data_import.exporter import Exporter

	doc = make_matter(office.office, secret=1, **SAID)
	with as_user(office.lena):
		frappe.db.set_value("Raised Matter", doc.name, "unit", office.logistics)
		fields = {"Raised Matter": ["name", "subject", "secret_name", "secret_contact", "raiser_name"]}
		rows = Exporter("Raised Matter", fields, export_data=True, file_type="CSV").get_csv_array()
		assert doc.subject in frappe.as_json(rows)
		assert "Zinnia" not in frappe.as_json(rows)
		printed = frappe.get_print("Raised Matter", doc.name)
		assert doc.subject in printed
		assert "Zinnia" not in printed


# ---- in the papers of the period


def summary_of(office, **owner):
	year = getdate().year
	rule = make_rule(measure="Document", document_kind="Summary", counts=[], period="Calendar Year")
	span = {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31", "period_key": f"{year}"}
	who = office.officer if owner.get("officer") else None
	owed = {"unit": owner.get("unit") or office.college, "owner_key": owner.get("officer") or owner["unit"]}
	make_obligation(who, rule, **span, **owed, plan_data="{}", counted_contacts="[0]")
	return insert(
		"Duty Document",
		title="Of the year",
		document_kind="Summary",
		rule=rule.name,
		period_key=f"{year}",
		**owner,
	)


def test_every_matter_of_the_period_is_in_the_summary_without_who_raised_it(office):
	"""C15, C17, B25: and how it was answered."""
	one = make_matter(office.logistics, **SAID)
	take(one, "Answer", outcome="Accepted", answer="Done.")
	other = make_matter(office.office, secret=1, **SAID)
	make_matter(office.office, raised_on=f"{getdate().year - 1}-12-31")
	paper = summary_of(office, unit=office.school)
	assert {(row.matter, row.outcome) for row in paper.matters} == {(one.name, "Accepted"), (other.name, "")}
	assert SAID["raiser_name"] not in frappe.as_json(paper.as_dict())
	assert [row.matter for row in summary_of(office, unit=office.logistics).matters] == [one.name]


def test_an_officers_summary_has_the_matters_that_he_or_she_brought_in(office):
	own = make_matter(office.college, officer=office.officer.name)
	make_matter(office.college)
	paper = summary_of(office, officer=office.officer.name)
	assert [row.matter for row in paper.matters] == [own.name]
	take(own, "Answer", outcome="Explained", answer="No.")
	paper.save()
	assert paper.matters[0].outcome == "Explained"
