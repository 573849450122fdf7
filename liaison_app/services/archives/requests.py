"""Archives as they are asked for: who may, one job for each, taken up again after a kill, kept for some days."""

from datetime import date, datetime, timedelta
from hashlib import md5
from pathlib import Path
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.translate import get_user_lang
from frappe.utils import cint, getdate, now_datetime

from liaison_app.bundle import Parts

from .. import settings
from ..figures import Span
from ..tables import rows_written, select, table_of
from . import inspection, officer_files
from .task import INSPECTION, Task, require_allowed

DOCTYPE = "Liaison Archive"
UNDER_WAY = ("Queued", "Running")
LONGEST = 3660  # days of a period
TIMEOUT = 6 * 3600  # seconds of a job; what is made is kept when it is over
LOST_AFTER = timedelta(minutes=10)  # without a sign of life
KEPT_DAYS = 14
ASKED_FOR = ("kind", "officer", "unit", "from_date", "to_date")
OURS = ("file", "message", "ended", "expires_on", "confidential", "progress")
READ_AT_ONCE = 1 << 20


class Superseded(Exception):
	"""Another attempt has taken the archive over, or it was deleted."""


# --- asking ---


def prepare(archive: Any) -> None:
	"""Fill in a new request. Raises ValidationError where the very same one of this user is under way."""
	archive.set("unit" if archive.kind == "Officer" else "officer", None)
	archive.update({**dict.fromkeys(OURS), "status": "Queued", "attempt": 1, "last_sign": now_datetime()})
	archive.update({"confidential": 0, "progress": 0, "requested_by": frappe.session.user})
	archive.request_key = "|".join(str(archive.get(field) or "") for field in ("requested_by", *ASKED_FOR))[
		:140
	]
	known = frappe.db.get_value(DOCTYPE, {"request_key": archive.request_key})
	if known:
		frappe.throw(
			_("This archive is being made already: {0}.").format(
				frappe.utils.get_link_to_form(DOCTYPE, known)
			),
			frappe.DuplicateEntryError,
		)


def refuse_what_is_not_asked(archive: Any) -> None:
	"""Of a new request: raises ValidationError for an impossible period, PermissionError for what the user may not have."""
	if not archive.is_new():
		return
	first, last = getdate(archive.from_date), getdate(archive.to_date)
	if first > last:
		frappe.throw(_("The first day {0} lies after the last day {1}.").format(first, last))
	if (last - first).days > LONGEST:
		frappe.throw(_("Ask for ten years at most."))
	if not (archive.officer if archive.kind == "Officer" else archive.unit):
		frappe.throw(_("Say of whom the archive is to be."))
	require_allowed(archive.kind, archive.officer, archive.unit)


def queue(name: str, attempt: int = 1) -> None:
	"""Hand the archive to the background."""
	frappe.enqueue(
		run,
		queue="long",
		timeout=TIMEOUT,
		job_id=f"liaison-archive-{name}-{attempt}",
		deduplicate=True,
		enqueue_after_commit=True,
		name=name,
		attempt=attempt,
	)


def again(name: str) -> None:
	"""Go on with an archive that has failed or was lost; finished parts are kept. Raises ValidationError for one that goes on by itself."""
	found = frappe.db.get_value(DOCTYPE, name, ("status", "last_sign", "attempt"), as_dict=True)
	if found.status != "Failed" and not is_lost(found, now_datetime()):
		frappe.throw(_("This archive is not to be continued."))
	_take_up(name, found.attempt)


def _take_up(name: str, attempt: int) -> None:
	"""Begin a new attempt, unless somebody else has begun one."""
	table = table_of(DOCTYPE)
	fresh = frappe.qb.update(table).set(table.attempt, attempt + 1).set(table.status, "Queued")
	fresh = fresh.set(table.last_sign, now_datetime()).set(table.message, None)
	fresh.where((table.name == name) & (table.attempt == attempt)).run()
	if rows_written() == 1:
		queue(name, attempt + 1)


def is_lost(found: Any, now: datetime) -> bool:
	"""Whether nothing was heard of an archive that should be under way."""
	return found["status"] in UNDER_WAY and (not found["last_sign"] or now - found["last_sign"] > LOST_AFTER)


def status_of(name: str) -> dict[str, Any]:
	"""`status`, `progress`, `message`, and `lost` where it does not go on by itself."""
	fields = ("status", "progress", "message", "last_sign")
	found = dict(frappe.db.get_value(DOCTYPE, name, fields, as_dict=True, cache=False))
	found["lost"] = is_lost(found, now_datetime())
	del found["last_sign"]
	return found


# --- making ---


def run(name: str, attempt: int) -> None:
	"""The job: makes what is missing, as the user who asked, and notes how it ended."""
	archive = frappe.db.get_value(DOCTYPE, name, ["name", "requested_by", *ASKED_FOR], as_dict=True)
	if not archive:
		return
	before, language = frappe.session.user, frappe.local.lang
	frappe.set_user(archive.requested_by)
	frappe.local.lang = get_user_lang(archive.requested_by)
	try:
		_make(archive, attempt)
	except Superseded:
		frappe.db.rollback()
	except Exception as error:  # contained: it is told in the archive
		frappe.db.rollback()
		_fail(archive.name, attempt, error)
	finally:
		frappe.set_user(before)
		frappe.local.lang = language
	frappe.db.commit()


def _make(archive: Any, attempt: int) -> None:
	_give_sign(archive, attempt, 0)
	if not cint(frappe.db.get_value("User", archive.requested_by, "enabled")):
		frappe.throw(_("The user is disabled."))
	require_allowed(archive.kind, archive.officer, archive.unit)
	task = Task(
		archive.kind,
		archive.officer or "",
		archive.unit or "",
		Span(archive.from_date, archive.to_date),
		archive.requested_by,
		getdate(),
	)
	work = (inspection if archive.kind == INSPECTION else officer_files).work_of(task)
	parts = parts_of(archive.name)
	parts.begin(work.plan)
	for number, step in enumerate(work.steps):
		if not parts.is_done(number):
			with parts.write(number) as part:
				step(part)
		_give_sign(archive, attempt, 99 * (number + 1) / len(work.steps))
	made = _made_path(archive.name)
	made.parent.mkdir(parents=True, exist_ok=True)
	parts.pack(made, f"{_('Index')}.xlsx", work.heads)
	confidential = any(True for _row in parts.rows("confidential"))
	_finish(archive, attempt, made, confidential)
	parts.forget()


def parts_of(name: str) -> Parts:
	"""The finished parts of an archive, beside the site's private files; they are no part of a backup."""
	return Parts(Path(frappe.get_site_path("private", "liaison_archives", name)).resolve())


def _made_path(name: str) -> Path:
	folder = Path(frappe.get_site_path("private", "files")).resolve()
	return folder / f"{name}-{frappe.generate_hash(length=8)}.zip"


def _give_sign(archive: Any, attempt: int, percent: float) -> None:
	"""Note how far it is, for who looks on and for whoever would take it up. Raises Superseded."""
	_write_own(archive.name, attempt, status="Running", progress=percent, last_sign=now_datetime())
	frappe.db.commit()
	title = _("Making the Archive")
	frappe.publish_progress(percent, title=title, doctype=DOCTYPE, docname=archive.name)


def _write_own(name: str, attempt: int, **values: Any) -> None:
	"""Write into the archive while this attempt has it. Raises Superseded. Always together with a new time, so that the row changes."""
	table = table_of(DOCTYPE)
	query = frappe.qb.update(table)
	for field, value in values.items():
		query = query.set(table[field], value)
	query.where((table.name == name) & (table.attempt == attempt) & table.status.isin(UNDER_WAY)).run()
	if rows_written() != 1:
		raise Superseded


def _finish(archive: Any, attempt: int, made: Path, confidential: bool) -> None:
	now = now_datetime()
	url = f"/private/files/{made.name}"
	try:
		_write_own(
			archive.name,
			attempt,
			status="Ready",
			progress=100,
			file=url,
			ended=now,
			last_sign=now,
			expires_on=now.date() + timedelta(days=kept_days()),
			confidential=int(confidential),
			request_key=None,
			message=None,
		)
		_attach(archive, made, url)
	except BaseException:
		made.unlink(missing_ok=True)
		raise
	frappe.db.commit()
	frappe.get_doc(DOCTYPE, archive.name).notify_update()


def _attach(archive: Any, made: Path, url: str) -> None:
	"""The zip as a private file of the archive, by the table: Frappe would read it into memory as a whole."""
	values = {
		"name": frappe.generate_hash(length=10),
		"file_name": made.name,
		"file_url": url,
		"is_private": 1,
		"file_size": made.stat().st_size,
		"content_hash": _hash_of(made),
		"folder": "Home/Attachments",
		"file_type": "ZIP",
	}
	whose = {"attached_to_doctype": DOCTYPE, "attached_to_name": archive.name, "attached_to_field": "file"}
	frappe.get_doc({"doctype": "File", **values, **whose}).db_insert()


def _hash_of(made: Path) -> str:
	found = md5(usedforsecurity=False)
	with made.open("rb") as file:
		while some := file.read(READ_AT_ONCE):
			found.update(some)
	return found.hexdigest()


def _fail(name: str, attempt: int, error: Exception) -> None:
	told = isinstance(error, frappe.ValidationError | frappe.PermissionError)
	if told:
		message = str(error)
		frappe.clear_messages()
	else:
		log = frappe.log_error(
			"Liaison: an archive was not made", reference_doctype=DOCTYPE, reference_name=name
		)
		message = _("The app met an error of its own, noted in the Error Log {0}.").format(
			log.name if log else ""
		)
	now = now_datetime()
	try:
		_write_own(
			name, attempt, status="Failed", ended=now, last_sign=now, message=message[:500], request_key=None
		)
	except Superseded:
		frappe.db.rollback()


# --- keeping ---


def kept_days() -> int:
	"""For how many days an archive is kept."""
	return settings.number("archive_days", KEPT_DAYS)


class Looked(NamedTuple):
	"""What was found to do: names of archives taken up again, and of those removed."""

	taken_up: list[str]
	removed: list[str]


def look_after(now: datetime) -> Looked:
	"""Take up what was lost, and remove what was kept long enough. The rows stay."""
	table = table_of(DOCTYPE)
	fields = ("name", "status", "last_sign", "attempt")
	going = [
		dict(zip(fields, row, strict=True)) for row in select(DOCTYPE, fields, table.status.isin(UNDER_WAY))
	]
	lost = [each for each in going if is_lost(each, now)]
	for each in lost:
		_take_up(each["name"], each["attempt"])
	over = [name for (name,) in select(DOCTYPE, ("name",), _is_over(now.date()))]
	for name in over:
		_remove(name)
		frappe.db.commit()  # its file has gone for good
	return Looked([each["name"] for each in lost], over)


def _is_over(today: date) -> Any:
	table = table_of(DOCTYPE)
	failed = (table.status == "Failed") & (table.ended < today - timedelta(days=kept_days()))
	return failed | ((table.status == "Ready") & (table.expires_on < today))


def _remove(name: str) -> None:
	for file in frappe.get_all(
		"File", {"attached_to_doctype": DOCTYPE, "attached_to_name": name}, pluck="name"
	):
		# the night acts, no user
		frappe.delete_doc("File", file, ignore_permissions=True, delete_permanently=True)
	parts_of(name).forget()
	message = _("Removed because its days were over. Ask for it anew if you need it.")
	frappe.db.set_value(DOCTYPE, name, {"status": "Expired", "file": None, "message": message})


def forget(name: str) -> None:
	"""Remove what was made of an archive that is deleted; Frappe itself deletes the attached file."""
	parts_of(name).forget()
