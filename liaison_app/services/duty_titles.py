"""What duties are called in the language of whoever reads about them."""

from collections.abc import Collection
from dataclasses import dataclass

from frappe import _

from .tables import select_in


@dataclass(frozen=True)
class RuleTitle:
	"""A rule's code and titles, and what it asks of whoever writes about it to others."""

	code: str = ""
	title: str = ""
	title_zh: str = ""
	confidential: bool = False
	reviewer_after_days: int = 0
	manager_after_days: int = 0

	def in_language(self, language: str) -> str:
		"""Code and title: the Chinese title in Chinese; else the English one, translated where there is a translation."""
		chinese = self.title_zh if language.startswith("zh") else ""
		return f"{self.code} {chinese or _(self.title, lang=language)}".strip()


FIELDS = ("name", "code", "title", "title_zh", "confidential", "reviewer_after_days", "manager_after_days")


def read_titles(rules: Collection[str]) -> dict[str, RuleTitle]:
	"""The titles of these rules, by name."""
	return {
		name: RuleTitle(code or "", title or "", chinese or "", bool(hidden), reviewer or 0, manager or 0)
		for name, code, title, chinese, hidden, reviewer, manager in select_in(
			"Duty Rule", FIELDS, "name", set(rules)
		)
	}


def duty(titles: dict[str, RuleTitle], rule: str, subject_title: str | None, language: str) -> str:
	"""What is owed, for who owes it: code, title and subject."""
	return about(titles[rule].in_language(language) if rule in titles else rule, subject_title)


def about(title: str, subject_title: str | None) -> str:
	"""A duty's title with its subject, where it has one."""
	return f"{title}: {subject_title}" if subject_title else title


def duty_for_others(titles: dict[str, RuleTitle], rule: str, subject_title: str | None, language: str) -> str:
	"""The same for reviewers and managers: the subject of a confidential duty stays between those concerned."""
	hidden = rule not in titles or titles[rule].confidential
	return duty(titles, rule, None if hidden else subject_title, language)
