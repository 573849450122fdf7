"""A Liaison Import: checked and queued by whoever starts it, carried out by a background job, watched by the form."""

from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.utils import now
from frappe.utils.background_jobs import is_job_enqueued

from .faults import Fault, WorkbookRefused
from .loading import Loaded, load, read
from .opening import LARGEST_FILE

DOCTYPE = "Liaison Import"
UNDER_WAY = ("Queued", "Running")
MOST_SHOWN = 5000
TIMEOUT = 3600  # seconds
UPLOADED = ("/files/", "/private/files/")


def start(name: str) -> None:
	"""Queues the import. Raises ValidationError when it is under way already or has no workbook that the user may read."""
	document = frappe.get_doc(DOCTYPE, name)
	if document.status in UNDER_WAY and is_job_enqueued(_job_id(name)):
		frappe.throw(_("This import is under way already."))
	_file_of(document)
	_record(name, status="Queued", started=None, ended=None, message=None, error_count=0)
	_replace_tables(name, [], [])
	_tell_progress(name, 0, "")
	frappe.enqueue(
		run,
		queue="long",
		timeout=TIMEOUT,
		job_id=_job_id(name),
		deduplicate=True,
		enqueue_after_commit=True,
		name=name,
		lang=frappe.local.lang,
	)


def run(name: str, lang: str) -> None:
	"""The job: loads the workbook in one transaction and writes down how it ended."""
	frappe.local.lang = lang
	_record(name, status="Running", started=now())
	frappe.db.commit()

	def say(share: float, what: str) -> None:
		_show_progress(name, share, what)

	try:
		found = read(_content_of(name), say)
		frappe.get_meta("Liaison Assignment")  # so that the transaction begins with its lock, not with a look
		frappe.db.commit()
		loaded = load(found, say)
	except WorkbookRefused as refused:
		frappe.db.rollback()
		_write_refusal(name, refused.faults)
	except Exception:
		frappe.db.rollback()
		_write_failure(name)
	else:
		_write_result(name, loaded)
	frappe.db.commit()
	frappe.get_doc(DOCTYPE, name).notify_update()


def status_of(name: str) -> dict[str, Any]:
	"""Where the import is: `status`, `under_way`, `percent`, `what`, `message`, `error_count`.

	`interrupted`: its job has gone, killed with its worker; nothing was written and it may be started again.
	"""
	under_way = is_job_enqueued(_job_id(name))
	if not under_way:
		frappe.db.rollback()  # the job wrote how it ended before it went: look with fresh eyes
	fields = ["status", "message", "error_count"]
	state = dict(frappe.db.get_value(DOCTYPE, name, fields, as_dict=True, cache=False))
	state.update(under_way=under_way, interrupted=not under_way and state["status"] in UNDER_WAY)
	if state["interrupted"]:
		state["message"] = _(
			"The background job ended before the import did. Nothing was written. Start it again."
		)
	if under_way:
		state.update(frappe.cache.get_value(_progress_key(name), expires=True) or {})
	return state


# --- the file ---


def _file_of(document: Any) -> Path:
	"""The attached file on disk. Raises ValidationError when there is none that the user may read."""
	if not (document.workbook or "").startswith(UPLOADED):
		frappe.throw(_("Attach the filled workbook first, as a file and not as a link."))
	names = frappe.get_all(
		"File", {"file_url": document.workbook}, pluck="name", order_by="creation desc, name asc"
	)
	files = [frappe.get_doc("File", name) for name in names]
	readable = [file for file in files if file.has_permission("read")]
	if not readable:
		frappe.throw(_("The attached file is gone, or you may not read it. Attach the workbook again."))
	return Path(readable[0].get_full_path())


def _content_of(name: str) -> bytes:
	path = _file_of(frappe.get_doc(DOCTYPE, name))
	with path.open("rb") as file:
		return file.read(LARGEST_FILE + 1)  # one byte too many is refused as too large


# --- how it goes ---


def _show_progress(name: str, share: float, what: str) -> None:
	_tell_progress(name, 100 * share, what)
	frappe.publish_progress(
		100 * share, title=_("Loading the Workbook"), doctype=DOCTYPE, docname=name, description=what
	)


def _tell_progress(name: str, percent: float, what: str) -> None:
	"""For those who ask; the record itself is not touched while the transaction runs."""
	frappe.cache.set_value(_progress_key(name), {"percent": percent, "what": what}, expires_in_sec=TIMEOUT)


def _progress_key(name: str) -> str:
	return f"liaison_import_progress:{name}"


def _job_id(name: str) -> str:
	return f"liaison_import:{name}"


# --- how it ended ---


def _write_result(name: str, loaded: list[Loaded]) -> None:
	counts = [
		{
			"sheet": one.sheet,
			"rows_read": one.rows,
			"added": one.added,
			"changed": one.changed,
			"unchanged": one.unchanged,
		}
		for one in loaded
	]
	added, changed = sum(one.added for one in loaded), sum(one.changed for one in loaded)
	message = _("{0} rows are new, {1} changed, {2} were there as they are.").format(
		added, changed, sum(one.unchanged for one in loaded)
	)
	_replace_tables(name, counts, [])
	_record(name, status="Completed", ended=now(), message=message, error_count=0)


def _write_refusal(name: str, faults: tuple[Fault, ...]) -> None:
	errors = [
		{
			"sheet": fault.sheet,
			"row_number": fault.row or None,
			"column_heading": fault.column[:140],
			"message": fault.text(_),
		}
		for fault in faults[:MOST_SHOWN]
	]
	message = _(
		"Nothing was loaded. Correct what is listed below ({0} in all) and load the workbook again."
	).format(len(faults))
	_replace_tables(name, [], errors)
	_record(name, status="Refused", ended=now(), message=message, error_count=len(faults))


def _write_failure(name: str) -> None:
	log = frappe.log_error(
		title="Liaison: a workbook could not be loaded", reference_doctype=DOCTYPE, reference_name=name
	)
	message = _(
		"Nothing was loaded: the app met an error of its own, noted in the Error Log {0}. If somebody changed the same "
		"records at the same time, load the workbook again."
	).format(log.name if log else "")
	_replace_tables(name, [], [])
	_record(name, status="Failed", ended=now(), message=message, error_count=0)


def _record(name: str, **values: Any) -> None:
	frappe.db.set_value(DOCTYPE, name, values)


def _replace_tables(name: str, counts: list[dict[str, Any]], errors: list[dict[str, Any]]) -> None:
	"""The two tables of the record, written in bulk: there may be thousands of lines."""
	tables = {"counts": ("Liaison Import Count", counts), "import_errors": ("Liaison Import Error", errors)}
	for parentfield, (doctype, lines) in tables.items():
		place = {"parent": name, "parenttype": DOCTYPE, "parentfield": parentfield}
		frappe.db.delete(doctype, place)
		rows = [
			{"name": frappe.generate_hash(length=10), **place, "idx": number, **line}
			for number, line in enumerate(lines, 1)
		]
		if rows:
			frappe.db.bulk_insert(doctype, list(rows[0]), [list(row.values()) for row in rows])
