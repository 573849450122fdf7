"""Whether the next holder of a target reads what the one before noted: as the regulation says."""

import frappe
import pytest
from frappe.utils import add_days, getdate

from liaison_app.api import history
from tests.site import builders


@pytest.fixture
def handed_over(site):
	"""Ann talked with the class, with it and another one, and in confidence; Bob holds it since today; Cay holds it under no regulation."""
	unit = builders.make_unit("Notes College")
	ann, bob, cay = (builders.make_officer(unit) for _ in range(3))
	regulation = builders.make_regulation("NOTES")
	held, other = builders.make_target(unit), builders.make_target(unit)
	yesterday = add_days(getdate(), -1)
	builders.make_assignment(ann, held, regulation=regulation)
	for targets, values in (
		([held], {"account": "About this class"}),
		([held, other], {"account": "About both of them"}),
		([held], {"account": "Seen by few", "confidential": 1, "confidential_account": "A secret"}),
	):
		builders.make_visit([ann], targets, **values).submit()
	assignment = frappe.get_doc("Liaison Assignment", {"officer": ann.name})
	assignment.update(
		{"status": "Ended", "to_date": yesterday, "end_reason": "Rotation", "successor": bob.name}
	)
	assignment.save()
	builders.make_assignment(cay, held)
	return frappe._dict(regulation=regulation, held=held, bob=bob, cay=cay)


def accounts(handed_over, officer, as_user):
	with as_user(officer.user):
		return [
			line["account"] for line in history.target(handed_over.held.name)["lines"] if line.get("account")
		]


def test_notes_stay_with_who_wrote_them_unless_the_regulation_hands_them_on(handed_over, as_user):
	assert accounts(handed_over, handed_over.bob, as_user) == []
	frappe.db.set_value("Liaison Regulation", handed_over.regulation, "successors_read_notes", 1)
	assert accounts(handed_over, handed_over.bob, as_user) == ["About this class"]
	assert accounts(handed_over, handed_over.cay, as_user) == []


def test_who_holds_it_no_longer_reads_no_more(handed_over, as_user):
	frappe.db.set_value("Liaison Regulation", handed_over.regulation, "successors_read_notes", 1)
	held = frappe.get_doc("Liaison Assignment", {"officer": handed_over.bob.name})
	held.update({"status": "Rejected"}).save()
	with pytest.raises(frappe.PermissionError):
		accounts(handed_over, handed_over.bob, as_user)
