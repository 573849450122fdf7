"""Rows of child tables: those of the parents that the user sees. Hooks name these functions."""

from liaison_app.permissions import child_conditions


def contact_visit_officer_query_conditions(user: str | None = None) -> str:
	return child_conditions("Contact Visit Officer", "Contact Visit", user)


def contact_visit_target_query_conditions(user: str | None = None) -> str:
	return child_conditions("Contact Visit Target", "Contact Visit", user)


def visit_check_query_conditions(user: str | None = None) -> str:
	return child_conditions("Visit Check", "Contact Visit", user)


def liaison_activity_link_query_conditions(user: str | None = None) -> str:
	return child_conditions("Liaison Activity Link", "Contact Visit", user)


def duty_document_row_query_conditions(user: str | None = None) -> str:
	return child_conditions("Duty Document Row", "Duty Document", user)


def duty_document_section_query_conditions(user: str | None = None) -> str:
	return child_conditions("Duty Document Section", "Duty Document", user)


def duty_document_source_query_conditions(user: str | None = None) -> str:
	return child_conditions("Duty Document Source", "Duty Document", user)


def duty_document_carrier_query_conditions(user: str | None = None) -> str:
	return child_conditions("Duty Document Carrier", "Duty Document", user)


def liaison_assessment_row_query_conditions(user: str | None = None) -> str:
	return child_conditions("Liaison Assessment Row", "Liaison Assessment", user)


def officer_leave_query_conditions(user: str | None = None) -> str:
	return child_conditions("Officer Leave", "Liaison Officer", user)


def officer_tenure_query_conditions(user: str | None = None) -> str:
	return child_conditions("Officer Tenure", "Liaison Officer", user)


def target_contact_person_query_conditions(user: str | None = None) -> str:
	return child_conditions("Target Contact Person", "Contact Target", user)


def target_tag_query_conditions(user: str | None = None) -> str:
	return child_conditions("Target Tag", "Contact Target", user)


def matter_step_query_conditions(user: str | None = None) -> str:
	return child_conditions("Matter Step", "Raised Matter", user)


def matter_pause_query_conditions(user: str | None = None) -> str:
	return child_conditions("Matter Pause", "Raised Matter", user)


def duty_document_matter_query_conditions(user: str | None = None) -> str:
	return child_conditions("Duty Document Matter", "Duty Document", user)
