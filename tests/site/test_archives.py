"""Archives: what stands in them for whom, one job each, taken up again after a kill, and gone when their days are over."""

import io
import time
import zipfile
from datetime import timedelta

import frappe
import frappe.client
import pytest
from frappe.utils import get_datetime, getdate, now_datetime
from openpyxl import load_workbook

from liaison_app.services import distrust
from liaison_app.services.archives import officer_files, requests
from tests import sitekit
from tests.site import builders

NAME = "欧阳“😀”/\\..𠮷"
SPAN = {"from_date": "2026-09-01", "to_date": "2026-12-31"}
CONFIDENTIAL, HIDDEN = "what nobody else hears", "Hidden Class"


@pytest.fixture
def college(site):
	"""An officer with a visit whose texts begin like formulas, a paper with a file, and an excepted assignment."""
	reviewer = builders.make_user("archive.reviewer@liaison.example", "Liaison Reviewer")
	unit = builders.make_unit("Archive College", reviewer=reviewer)
	officer = builders.make_officer(unit, full_name=NAME)
	target = builders.make_target(unit, title="=cmd|' /C calc'!A0")
	builders.make_assignment(officer, target, is_exception=1, exception_reason="@SUM(1)")
	rule = builders.make_rule(measure="Document", document_kind="Plan", counts=[])
	talk = builders.make_rule(quantity=2)
	when = get_datetime("2026-10-05 10:00:00")
	visit = builders.make_visit([officer], [target], start=when, account="=1+1")
	visit.submit()
	owed = {"period_start": SPAN["from_date"], "period_end": SPAN["to_date"], "regulation": "X"}
	builders.make_obligation(
		officer, talk, target, **owed, done=1, quantity=2, state="Missed", frozen=1, owner_key=officer.name
	)
	paper = {"title": "Plan /“1”", "document_kind": "Plan", "text": "<p>One</p><p>Two &lt;3</p>"}
	paper = builders.insert("Duty Document", officer=officer.name, **paper)
	frappe.db.set_value(
		"Duty Document", paper.name, {"period_start": "2026-09-01", "period_end": "2026-09-30"}
	)
	attach(paper, "附件 /?.txt", b"of the paper")
	return frappe._dict(
		unit=unit,
		officer=officer,
		target=target,
		rule=rule,
		talk=talk,
		visit=visit,
		paper=paper,
		reviewer=reviewer,
	)


def attach(document, name, content):
	frappe.get_doc(
		{
			"doctype": "File",
			"file_name": name,
			"attached_to_doctype": document.doctype,
			"attached_to_name": document.name,
			"is_private": 1,
			"content": content,
		}
	).insert()


@pytest.fixture
def committed(site):
	"""What commits between its parts is rolled back with the test all the same."""
	undo = frappe.db.rollback
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(frappe.db, "commit", lambda: frappe.db.savepoint("committed"))
		patch.setattr(frappe.db, "rollback", lambda: undo(save_point="committed"))
		patch.setattr(requests, "queue", lambda name, attempt=1: None)
		yield


def ask_for(**values):
	name = builders.insert("Liaison Archive", **{"kind": "Officer", **SPAN, **values}).name
	frappe.db.commit()
	return name


def made(name):
	"""The zip of the archive, made here."""
	requests.run(name, 1)
	found = frappe.get_doc("Liaison Archive", name)
	assert found.status == "Ready", found.message
	(file,) = frappe.get_all("File", {"attached_to_name": name}, ["name", "is_private", "file_url"])
	assert file.is_private and file.file_url == found.file
	path = frappe.get_doc("File", file.name).get_full_path()
	with open(path, "rb") as content:
		return zipfile.ZipFile(io.BytesIO(content.read()))


def rows(archive, sheet, book="Index.xlsx"):
	page = load_workbook(io.BytesIO(archive.read(book)))[sheet]
	heads, *found = [[cell.value for cell in row] for row in page.rows]
	assert all(cell.data_type != "f" for row in page.rows for cell in row)
	return [dict(zip(heads, row, strict=True)) for row in found]


def everything(archive):
	"""All texts of the archive."""
	found = []
	for name in archive.namelist():
		content = archive.read(name)
		if name.endswith((".xlsx", ".docx")):
			with zipfile.ZipFile(io.BytesIO(content)) as parts:
				content = b" ".join(parts.read(each) for each in parts.namelist() if each.endswith(".xml"))
		found.append(content.decode())
	return " ".join([*archive.namelist(), *found])


def test_the_file_of_an_officer_has_all_of_the_period(college, committed):
	"""C18: the file of all contacts."""
	with made(ask_for(officer=college.officer.name)) as archive:
		names = archive.namelist()
		(person,) = rows(archive, "Officers")
		folder = person["Folder"]
		assert (person["Full Name"], person["Visits"], person["Papers"], person["Attainment"]) == (
			NAME,
			1,
			1,
			50,
		)
		(visit,) = rows(archive, "Visits")
		assert (visit["With Whom"], visit["Account"]) == (college.target.title, "=1+1")
		assert rows(archive, "Visits", f"{folder}/{folder}.xlsx") == [visit]
		(held,) = rows(archive, "Assignments")
		assert held["Reason of the Exception"] == "@SUM(1)"
		(duty,) = rows(archive, "Duties")
		assert (duty["State"], duty["Done"], duty["Required"]) == ("Missed", 1, 2)
		(paper,) = rows(archive, "Papers")
		assert paper["File"] in names
		text = zipfile.ZipFile(io.BytesIO(archive.read(paper["File"]))).read("word/document.xml").decode()
		assert "One" in text and "Two &lt;3" in text
		kept = {row["Belongs To"]: row["File"] for row in rows(archive, "Files")}
		assert archive.read(kept[college.paper.name]) == b"of the paper"
		assert kept[folder].endswith(".docx")  # the contact record of the semester
	assert not requests.parts_of("LAR-1").folder.exists()
	assert not any(set(name) & set('\\:*?"<>|') or ".." in name.split("/") for name in names)
	assert all(name == "Index.xlsx" or name.startswith(f"{folder}/") for name in names)


def test_the_pack_for_an_inspection_goes_by_clause(college, committed):
	with made(ask_for(kind="Inspection", unit=college.unit)) as archive:
		(clause,) = rows(archive, "By Clause")
		assert (clause["Clause"], clause["Attainment"], clause["Missed"]) == (college.talk.code, 50, 1)
		(duty,) = rows(archive, "Duties")
		assert (duty["Who"], duty["Subject"]) == (NAME, college.target.title)
		told = {row["What"]: row["Reason"] for row in rows(archive, "Exceptions")}
		assert told == {"Missed": None, f"Assignment: {college.target.title}": "@SUM(1)"}


def test_b20_a_visit_that_is_not_trusted_stands_among_the_exceptions_of_an_inspection(college, committed):
	with made(ask_for(kind="Inspection", unit=college.unit)) as archive:
		assert not [row for row in rows(archive, "Exceptions") if college.visit.name in (row["What"] or "")]
	distrust.distrust(college.visit, "=The room was locked")
	with made(ask_for(kind="Inspection", unit=college.unit)) as archive:
		(told,) = [row for row in rows(archive, "Exceptions") if college.visit.name in (row["What"] or "")]
	assert (told["Who"], told["Period"]) == (NAME, "2026-10-05")
	assert "The room was locked" in told["Reason"]


def test_a_period_without_anything_is_an_archive_all_the_same(college, committed):
	empty = {"from_date": "1999-01-01", "to_date": "1999-12-31"}
	with made(ask_for(officer=college.officer.name, **empty)) as archive:
		assert [row["Visits"] for row in rows(archive, "Officers")] == [0]
		assert rows(archive, "Visits") == []
	with made(ask_for(kind="Inspection", unit=college.unit, **empty)) as archive:
		assert rows(archive, "By Clause") == []


def test_who_left_stands_in_the_archive_of_the_unit(college, committed):
	frappe.db.set_value("Liaison Officer", college.officer.name, "enabled", 0)
	with made(ask_for(kind="Officers of a Unit", unit=college.unit)) as archive:
		assert [(row["Full Name"], row["Left"]) for row in rows(archive, "Officers")] == [(NAME, "Yes")]


def test_a_reviewer_reads_no_confidential_account_and_the_officer_alone_has_an_archive_with_it(
	college, committed, as_user
):
	frappe.db.delete("Periodic Obligation")
	visit = builders.make_visit(
		[college.officer],
		[college.target],
		start=get_datetime("2026-10-06 10:00:00"),
		confidential=1,
		confidential_account=CONFIDENTIAL,
	)
	visit.submit()
	attach(visit, "secret.txt", CONFIDENTIAL.encode())
	with as_user(college.reviewer):
		foreign = ask_for(officer=college.officer.name)
		with made(foreign) as archive:
			assert CONFIDENTIAL not in everything(archive)
			assert len(rows(archive, "Visits")) == 2
		pack = ask_for(kind="Inspection", unit=college.unit)
		with made(pack) as archive:
			assert CONFIDENTIAL not in everything(archive)
	with as_user(college.officer.user):
		own = ask_for(officer=college.officer.name)
		with made(own) as archive:
			assert CONFIDENTIAL in everything(archive)
	manager = builders.make_user("archive.manager@liaison.example", "Liaison Manager")
	file = frappe.get_doc("File", {"attached_to_name": own})
	with as_user(manager):
		assert set(frappe.get_list("Liaison Archive", pluck="name")) == {foreign, pack}
		assert not frappe.has_permission("Liaison Archive", "read", own)
		assert not file.has_permission("read")
		assert frappe.get_doc("File", {"attached_to_name": foreign}).has_permission("read")
	with as_user(college.officer.user):
		assert file.has_permission("read")
		assert not frappe.get_doc("File", {"attached_to_name": foreign}).has_permission("read")


def test_a_target_that_the_reader_does_not_see_has_no_name(college, committed, as_user):
	elsewhere = builders.make_unit("Foreign College")
	builders.ensure("Target Type", "target_type_name", "Student in Hardship")
	hidden = builders.make_target(
		elsewhere, "Student in Hardship", title=HIDDEN, hardship_category="Financial"
	)
	when = get_datetime("2026-10-07 10:00:00")
	builders.make_visit([college.officer], [hidden], start=when).submit()
	with as_user(college.officer.user), made(ask_for(officer=college.officer.name)) as archive:
		told = everything(archive)
		assert HIDDEN not in told and "Financial" not in told
		assert [row["With Whom"] for row in rows(archive, "Visits")] == [college.target.title, "Not shown"]


@pytest.mark.parametrize("kind", ["Officer", "Officers of a Unit", "Inspection"])
def test_others_are_refused(college, committed, as_user, kind):
	foreign = builders.make_unit("Foreign College")
	stranger = builders.make_officer(foreign)
	with as_user(stranger.user), pytest.raises(frappe.PermissionError):
		ask_for(kind=kind, officer=college.officer.name, unit=college.unit)
	with as_user(college.officer.user):
		if kind != "Officer":  # an officer does not answer for the unit
			with pytest.raises(frappe.PermissionError):
				ask_for(kind=kind, unit=college.unit)
		else:
			with pytest.raises(frappe.PermissionError):
				ask_for(officer=stranger.name, requested_by=stranger.user, status="Ready")
	assert frappe.db.count("Liaison Archive") == 0


def test_who_lost_the_right_before_it_was_made_gets_nothing(college, committed, as_user):
	with as_user(college.reviewer):
		name = ask_for(kind="Inspection", unit=college.unit)
	frappe.db.set_value("Liaison Unit", college.unit, "reviewer", None)
	requests.run(name, 1)
	found = frappe.get_doc("Liaison Archive", name)
	assert (found.status, found.file) == ("Failed", None)
	assert "Archive College" in found.message
	assert frappe.session.user == "Administrator"


@pytest.mark.parametrize(
	("values", "told"),
	[
		({"from_date": "2026-12-31", "to_date": "2026-01-01"}, "lies after"),
		({"from_date": "1900-01-01"}, "ten years"),
		({"officer": None}, "of whom"),
	],
)
def test_what_cannot_be_asked_is_told(college, committed, values, told):
	with pytest.raises(frappe.ValidationError, match=told):
		ask_for(**{"officer": college.officer.name, **values})


def test_the_same_request_twice_is_one_archive(college, committed, as_user):
	first = ask_for(officer=college.officer.name)
	with pytest.raises(frappe.DuplicateEntryError, match="made already"):
		ask_for(officer=college.officer.name)
	twin = frappe.get_doc(
		{"doctype": "Liaison Archive", "kind": "Officer", **SPAN, "officer": college.officer.name}
	)
	twin.update(
		{"name": "LAR-twin", "request_key": frappe.db.get_value("Liaison Archive", first, "request_key")}
	)
	with pytest.raises(frappe.UniqueValidationError):
		twin.db_insert()  # at the very same moment: the database refuses it
	made(first)
	assert ask_for(officer=college.officer.name) != first


def test_kept_for_its_days_and_then_gone(college, committed):
	name = ask_for(officer=college.officer.name)
	made(name)
	path = frappe.get_doc("File", {"attached_to_name": name}).get_full_path()
	last = frappe.db.get_value("Liaison Archive", name, "expires_on")
	assert last == getdate() + timedelta(days=14)
	assert requests.look_after(get_datetime(last)) == ([], [])
	assert requests.look_after(get_datetime(last) + timedelta(days=1)).removed == [name]
	found = frappe.get_doc("Liaison Archive", name)
	assert (found.status, found.file) == ("Expired", None) and found.message
	assert not frappe.db.exists("File", {"attached_to_name": name})
	with pytest.raises(FileNotFoundError):
		open(path)


def test_an_error_is_told_and_the_archive_can_be_continued(college, committed, monkeypatch):
	name = ask_for(officer=college.officer.name)
	with monkeypatch.context() as broken:
		broken.setattr(officer_files.files, "add_paper", lambda *_: 1 / 0)
		requests.run(name, 1)
	assert frappe.db.get_value("Liaison Archive", name, "status") == "Failed"
	assert "Error Log" in frappe.db.get_value("Liaison Archive", name, "message")
	requests.again(name)
	frappe.db.commit()
	requests.run(name, 1)  # the first attempt, come back: not its archive any more
	assert frappe.db.get_value("Liaison Archive", name, "status") == "Queued"
	requests.run(name, 2)
	assert frappe.db.get_value("Liaison Archive", name, "status") == "Ready"
	with pytest.raises(frappe.ValidationError, match="not to be continued"):
		requests.again(name)


@pytest.mark.commits
def test_a_killed_worker_costs_no_finished_part(workers, college):
	officers = [builders.make_officer(college.unit, user=None) for _ in range(20)]
	name = ask_for(kind="Officers of a Unit", unit=college.unit)
	folder = requests.parts_of(name).folder
	(worker,) = workers(1)
	until = time.monotonic() + 60
	while not list(folder.glob("*.jsonl")) and time.monotonic() < until:
		time.sleep(0.002)
	worker.kill()
	kept = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.jsonl")}
	assert kept and len(kept) < 3, "the archive was over before the kill"
	frappe.db.rollback()
	assert frappe.db.get_value("Liaison Archive", name, "status") == "Running"
	now = now_datetime()
	assert requests.look_after(now).taken_up == [], "it may only be slow"
	assert requests.look_after(now + timedelta(minutes=11)).taken_up == [name]
	frappe.db.commit()
	assert {path.name: path.stat().st_mtime_ns for path in folder.glob("*.jsonl")} == kept
	workers(1)
	sitekit.wait_for_jobs(90)
	frappe.db.rollback()
	found = frappe.get_doc("Liaison Archive", name)
	assert (found.status, found.attempt) == ("Ready", 2)
	with zipfile.ZipFile(frappe.get_doc("File", {"attached_to_name": name}).get_full_path()) as archive:
		assert len(rows(archive, "Officers")) == len(officers) + 1
	assert not folder.exists()
	frappe.delete_doc("Liaison Archive", name)


def test_who_asked_fills_in_the_form_and_changes_nothing_afterwards(college, committed, as_user):
	with as_user(college.officer.user):
		assert frappe.has_permission("Liaison Archive", "write")  # else the form of a new one is read-only
		name = ask_for(officer=college.officer.name)
		for field, value in (
			("to_date", "2027-01-31"),
			("file", "/private/files/foreign.zip"),
			("confidential", 0),
		):
			with pytest.raises(frappe.PermissionError):
				frappe.client.set_value("Liaison Archive", name, field, value)
