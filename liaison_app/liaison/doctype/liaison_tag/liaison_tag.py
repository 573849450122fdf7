from frappe.model.document import Document

from liaison_app.liaison.checks import refuse_comma
from liaison_app.liaison.named_in_rules import refuse_while_named, rename_in_rules


class LiaisonTag(Document):
	def validate(self) -> None:
		refuse_comma(self, "tag_name")

	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		rename_in_rules("tags", old, new)

	def on_trash(self) -> None:
		refuse_while_named("tags", self.name)
