"""The web form for matters and the look-up of answers, as strangers use and abuse them."""

import io
import json
import time
from contextlib import contextmanager
from itertools import count
from types import SimpleNamespace

import frappe
import frappe.handler
import pytest
from frappe.utils.password import get_encryption_key
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from liaison_app.matters import tickets
from liaison_app.services.matters import photos, steps, web
from tests import sitekit
from tests.site.builders import make_unit, make_user

RAISE, LOOK = "liaison_app.api.web_matters.raise_matter", "liaison_app.api.web_matters.look_up"
SAID = {"subject": "No hot water", "details": "In house 4 since Monday", "kind": "Logistics"}
ADDRESS = (f"10.{time.time_ns() % 250}.{number // 250}.{number % 250}" for number in count(1))


@pytest.fixture(scope="module", autouse=True)
def office(site):
	with sitekit.clean_afterwards():
		users = {
			"olga": make_user("olga@web.example", "Liaison Clerk"),
			"sam": make_user("sam@web.example"),
		}
		unit = make_unit("Web Office", clerk=users["olga"])
		frappe.db.commit()
		yield SimpleNamespace(**users, unit=unit)


@pytest.fixture(autouse=True)
def open_form(office, rolled_back):
	set_form(office, "Anyone")


def set_form(office, who, **values):
	defaults = {
		"matters_unit": office.unit,
		"matters_file_mb": 1,
		"matters_per_hour": 60,
		"matters_per_address": 20,
	}
	for field, value in {**defaults, "matters_web": who, **values}.items():
		frappe.db.set_single_value("Liaison Settings", field, value)


def stamp(age=10, mark=None):
	return tickets.stamp(
		get_encryption_key(), int(time.time()) - age, mark or frappe.generate_hash(length=16)
	)


def post(method, user="Guest", address=None, file=None, **values):
	"""Send it as a browser does, from an address of its own; what the server answers, or the exception."""
	data = {**values, **({"attachment": (io.BytesIO(file[1]), file[0])} if file else {})}
	frappe.set_user(user)
	try:
		frappe.local.request = Request(EnvironBuilder(method="POST", data=data).get_environ())
		frappe.local.request_ip = address or next(ADDRESS)
		frappe.local.form_dict = frappe._dict({**values, "cmd": method})
		frappe.local.response = frappe._dict(docs=[])
		return json.loads(frappe.as_json(frappe.handler.execute_cmd(method)))
	finally:
		frappe.set_user("Administrator")


def send(user="Guest", **values):
	return post(RAISE, user, **{**SAID, "stamp": stamp(), "identity": "Anonymous", **values})["ticket"]


def matter_of(ticket):
	return frappe.get_doc("Raised Matter", {"ticket_hash": tickets.digest(ticket)})


def number():
	return frappe.db.count("Raised Matter")


def test_a_student_raises_a_matter_and_looks_up_the_answer(office):
	"""A14, B25: what is sent is registered with a number; the answer is there when it was given back."""
	ticket = send()
	doc = matter_of(ticket)
	assert (doc.subject, doc.register_unit, doc.status) == (SAID["subject"], office.unit, "Registered")
	assert post(LOOK, ticket=ticket.lower().replace("-", " "))["status"] == "Registered"
	for step, values in (
		("Answer", {"outcome": "Accepted", "answer": "It is warm again."}),
		("Give Back", {"how": "On the Site"}),
	):
		assert "warm" not in json.dumps(post(LOOK, ticket=ticket))
		steps.take(doc.name, step, str(frappe.db.get_value("Raised Matter", doc.name, "modified")), values)
	found = post(LOOK, ticket=ticket)
	assert (found["found"], found["outcome"], found["answer"]) == (True, "Accepted", "It is warm again.")


def test_the_number_itself_is_kept_nowhere():
	ticket = send()
	doc = matter_of(ticket)
	told = frappe.as_json([doc.as_dict(), frappe.get_all("ToDo", {"reference_name": doc.name}, ["*"])])
	assert ticket not in told
	assert ticket.replace("-", "") not in told


def test_foreign_numbers_are_answered_all_alike(office):
	ticket = send()
	wrong = ticket[:-1] + ("A" if ticket[-1] != "A" else "B")
	answers = [
		post(LOOK, ticket=each) for each in (wrong, tickets.new_ticket(), "x", "' or 1=1 --", "%", "é" * 500)
	]
	assert answers == [{"found": False}] * 6
	name = matter_of(ticket).name
	assert [post(LOOK, ticket=each) for each in (name, tickets.digest(ticket))] == [{"found": False}] * 2


def test_a_foreign_number_takes_no_longer_and_no_shorter_than_a_right_one(office):
	from tests.site.queries import counted

	ticket = send()
	with counted() as right:
		web.look_up(ticket)
	with counted() as wrong:
		web.look_up(tickets.new_ticket())
	assert len(right) == len(wrong) == 1


def test_numbers_are_not_tried_out_by_the_thousand():
	address = next(ADDRESS)
	refused = 0
	for _each in range(100):
		try:
			post(LOOK, address=address, ticket=tickets.new_ticket())
		except frappe.RateLimitExceededError:
			refused += 1
	assert refused == 40


def test_a_flood_of_a_thousand_anonymous_posts_drowns_nobody(office):
	"""From one address 20 an hour; from a thousand addresses as many as the office reads."""
	before, address = number(), next(ADDRESS)
	outcomes = [flooded(address) for _each in range(200)]
	assert (outcomes.count(True), number() - before) == (20, 20)
	set_form(office, "Anyone", matters_per_hour=30)
	outcomes = [flooded(next(ADDRESS)) for _each in range(800)]
	assert (outcomes.count(True), number() - before) == (10, 30)


def flooded(address):
	try:
		return bool(send(address=address))
	except frappe.RateLimitExceededError:
		return False


def test_a_robot_that_fills_in_every_field_is_told_the_same_and_nothing_is_kept():
	before = number()
	ticket = send(website="https://spam.example")
	assert (len(ticket), number()) == (19, before)


@pytest.mark.parametrize("given", ["", "nonsense", "1.2.3", "forged", "too fast", "of yesterday", "tomorrow"])
def test_a_form_that_was_not_shown_here_is_refused(given):
	forged = {
		"forged": tickets.stamp("another key", int(time.time()) - 10, "m"),
		"too fast": stamp(age=0),
		"of yesterday": stamp(age=86400),
		"tomorrow": stamp(age=-500),
	}
	before = number()
	with pytest.raises(frappe.ValidationError, match="no longer valid"):
		send(stamp=forged.get(given, given))
	assert number() == before


def test_sent_twice_it_is_one_matter():
	once, before = stamp(), number()
	send(stamp=once)
	with pytest.raises(frappe.ValidationError, match="sent already"):
		send(stamp=once)
	assert number() == before + 1


def test_a_form_that_was_refused_may_be_sent_again(office):
	once, _other = stamp(), send()
	set_form(office, "Anyone", matters_per_hour=1)
	with pytest.raises(frappe.RateLimitExceededError):
		send(stamp=once)
	set_form(office, "Anyone")
	assert send(stamp=once)


def test_no_way_of_asking_is_counted_by_itself(office):
	"""By /api/v2 the request names its `cmd` as it likes; and an IPv6 network is one address."""
	set_form(office, "Anyone", matters_per_address=2)
	outcomes = []
	network = time.time_ns() % 9999
	for each in range(4):
		frappe.local.request = Request(EnvironBuilder(method="POST").get_environ())
		frappe.local.request_ip = f"2001:db8:{network}::{each}"
		frappe.local.form_dict = frappe._dict(cmd=f"other{each}")
		with as_guest():
			try:
				frappe.call(frappe.get_attr(RAISE), **SAID, stamp=stamp(), identity="Anonymous")
				outcomes.append(True)
			except frappe.RateLimitExceededError:
				outcomes.append(False)
	assert outcomes == [True, True, False, False]


@contextmanager
def as_guest():
	frappe.set_user("Guest")
	try:
		yield
	finally:
		frappe.set_user("Administrator")


def test_nothing_that_a_stranger_names_is_loaded_by_the_office():
	doc = matter_of(
		send(details='1 < 2 <img src="https://spy.example/x.png"> <a href="https://spy.example">')
	)
	assert "<img" not in doc.details
	assert "<a" not in doc.details
	assert "1 < 2" in doc.details.replace("&lt;", "<")


@pytest.mark.parametrize(
	("wrong", "said"),
	[
		({"subject": ""}, "few words"),
		({"details": "  "}, "few words"),
		({"details": "x" * 5001}, "too long"),
		({"name": "x" * 141}, "too long"),
		({"kind": "Nothing"}, "what it is about"),
		({"kind": "Aid"}, "what it is about"),
		({"identity": "King"}, "name may be known"),
	],
)
def test_what_is_wrong_is_said_and_not_kept(wrong, said):
	before = number()
	with pytest.raises(frappe.ValidationError, match=said):
		send(**wrong)
	assert number() == before


def test_scripts_in_it_are_taken_out():
	doc = matter_of(send(subject="<img src=x onerror=alert(1)>Lamp", details="<script>alert(1)</script>dark"))
	assert "onerror" not in doc.subject
	assert "<script" not in doc.details


# ---- attachments


def photo(kind="JPEG"):
	made = io.BytesIO()
	exif = Image.Exif()
	exif[0x010F] = "Camera of Sam"
	Image.new("RGB", (8, 8)).save(made, kind, exif=exif)
	return made.getvalue()


def test_a_photo_is_kept_in_private_without_its_name_and_camera(office):
	doc = matter_of(send(office.sam, identity="Secret", file=("sam-smith.jpg", photo())))
	file = frappe.get_doc("File", {"attached_to_name": doc.name})
	assert (file.is_private, file.owner, doc.attachment) == (1, "Guest", file.file_url)
	assert "sam" not in file.file_name
	assert b"Camera" not in file.get_content()
	frappe.delete_doc("File", file.name, ignore_permissions=True)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_photo_tells_camera_or_author(kind, monkeypatch):
	told = PngInfo()
	told.add_text("Author", "Sam Smith")
	made = io.BytesIO(photo(kind))
	if kind == "PNG":
		made = io.BytesIO()
		Image.new("RGB", (8, 8)).save(made, kind, pnginfo=told)
	name = {"JPEG": "jpg"}.get(kind, kind.lower())
	assert b"Sam" in made.getvalue()
	assert b"Sam" not in photos.plain(name, made.getvalue())
	monkeypatch.setattr(photos, "MOST_PIXELS", 63)
	with pytest.raises(ValueError, match="pixels"):
		photos.plain(name, made.getvalue())


@pytest.mark.parametrize(
	("name", "content"),
	[
		("photo.jpg", b"MZ\x90\0" + b"\0" * 99),
		("photo.png", photo()),
		("page.html", b"<html><script>1</script></html>"),
		("photo.jpg", b"\xff\xd8\xff\xe0 not a photo at all"),
		("large.pdf", b"%PDF-1.4" + b"0" * 1024 * 1024),
	],
)
def test_an_attachment_that_is_not_what_it_says_or_too_large_is_refused(name, content):
	before = number(), frappe.db.count("File")
	with pytest.raises(frappe.ValidationError, match=r"attachment|photo"):
		send(file=(name, content))
	assert (number(), frappe.db.count("File")) == before


# ---- who may, and who is known


def test_off_nobody_raises_and_nobody_looks_up(office):
	ticket = send()
	set_form(office, "Off")
	for call in (send, lambda: post(LOOK, ticket=ticket)):
		with pytest.raises(frappe.PermissionError):
			call()
	set_form(office, "Anyone", matters_unit=None)
	with pytest.raises(frappe.PermissionError):
		send()


def test_with_login_guests_and_the_anonymous_are_refused(office):
	set_form(office, "Login")
	with pytest.raises(frappe.PermissionError):
		send()
	with pytest.raises(frappe.ValidationError, match="anonymous"):
		send(office.sam)
	assert matter_of(send(office.sam, identity="Open")).raiser_user == office.sam


def test_of_a_secret_post_the_account_stands_nowhere_but_behind_the_permission_level(office):
	"""Not as owner, not in steps, files, comments, versions, to-dos."""
	doc = matter_of(send(office.sam, identity="Secret", name="Sam Smith", file=("a.jpg", photo())))
	assert (doc.owner, doc.modified_by, doc.raiser_user, doc.secret_user) == (
		"Guest",
		"Guest",
		None,
		office.sam,
	)
	open_fields = {**doc.as_dict(), "secret_user": None, "secret_name": None}
	rows = [open_fields] + [
		frappe.get_all(doctype, fields=["*"], order_by="name asc")
		for doctype in ("File", "Comment", "Version", "ToDo", "Notification Log", "Communication")
	]
	told = frappe.as_json(rows)
	assert office.sam not in told
	assert "Sam Smith" not in told
	frappe.delete_doc(
		"File", frappe.db.get_value("File", {"attached_to_name": doc.name}), ignore_permissions=True
	)


def test_a_raiser_who_works_on_the_own_secret_matter_stands_out_from_nobody(office, as_user):
	doc = matter_of(send(office.olga, identity="Secret"))
	modified = str(frappe.db.get_value("Raised Matter", doc.name, "modified"))
	with as_user(office.olga):
		steps.take(doc.name, "Note", modified, {"note": "Looked into it"})
	stored = frappe.get_doc("Raised Matter", doc.name)
	assert (stored.owner, stored.steps[0].by) == ("Guest", "Guest")
	assert (stored.modified_by, stored.steps[1].by) == (office.olga, office.olga)


def test_of_an_anonymous_post_nothing_is_known_even_to_those_who_know_the_secret(office):
	doc = matter_of(send(office.sam, identity="Anonymous", name="Sam Smith", contact="139"))
	assert office.sam not in frappe.as_json(doc.as_dict())
	assert "Sam Smith" not in frappe.as_json(doc.as_dict())


def test_the_office_sees_it_and_the_raiser_finds_no_door_to_the_desk(office, as_user):
	doc = matter_of(send(office.sam, identity="Open"))
	with as_user(office.olga):
		assert frappe.has_permission("Raised Matter", "read", doc.name)
	with as_user(office.sam):
		assert not frappe.has_permission("Raised Matter", "read", doc.name)
		with pytest.raises(frappe.PermissionError):
			frappe.get_list("Raised Matter")


@pytest.mark.parametrize("page", ["raise_matter", "matter_answer"])
def test_the_pages_are_there_for_guests(office, as_user, page):
	from frappe.website.serve import get_response_content

	with as_user("Guest"):
		html = get_response_content(page)
	assert ("No hot water" in html, "liaison-matter" in html) == (False, True)


def test_with_login_a_guest_is_sent_to_the_login(office, as_user):
	from frappe.website.serve import get_response

	set_form(office, "Login")
	with as_user("Guest"):
		answer = get_response("raise_matter")
	assert (answer.status_code in (301, 302), answer.headers["Location"]) == (
		True,
		"/login?redirect-to=/raise_matter",
	)
