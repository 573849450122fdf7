"""Documents that an institution's workflow leads. Shared by papers and assignments."""

from typing import Any

from frappe.model.document import Document

from liaison_app.liaison.checks import refuse_approval_by_others
from liaison_app.services import approvals, deciding, workflow_states


class FollowsWorkflow(Document):
	"""State and status go together; who takes which step is the workflow's to say, besides what the app itself demands."""

	# Statuses that only those who decide may set, and those in which only they change the document.
	DECISIONS: tuple[str, ...] = ()
	CLOSED: tuple[str, ...] = ()

	def before_validate(self) -> None:
		workflow_states.follow(self)
		deciding.take_reason(self)
		refuse_approval_by_others(self, self.DECISIONS, self.CLOSED)

	def validate_workflow(self) -> None:
		"""Frappe calls this after `validate`, with or without a workflow."""
		if workflow_states.has_moved(self):
			workflow_states.refuse_forbidden_steps(self)
		else:
			super().validate_workflow()
		workflow_states.settle(self)
		approvals.fill(self)
		refuse_approval_by_others(self, self.DECISIONS, self.CLOSED)


def before_cancel(doc: Any, method: str | None = None) -> None:
	"""What was decided only they undo who decide; Frappe asks no workflow when a document is cancelled."""
	refuse_approval_by_others(doc, doc.DECISIONS, doc.CLOSED)
	workflow_states.cancelled(doc)
