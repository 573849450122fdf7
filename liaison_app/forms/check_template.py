"""Checks a Word template before it may serve a form: the file as such, its tags, its fields, and a trial with values."""

from __future__ import annotations

from collections.abc import Iterable

from .fields import Field, Form
from .package import package_problems
from .problems import Problem
from .word import LIMITS, Limits, check_inside


def check_template(
	content: bytes, form: Form, more_fields: Iterable[Field] = (), limits: Limits = LIMITS
) -> list[Problem]:
	"""Everything to mend in an uploaded template; empty when it may be used. Never raises for what is in the file.

	`more_fields` are those that the institution added to the form's record. What needs the file opened is done in a process
	with limits of time and memory, and passing one of them is a problem like any other.
	"""
	problems = package_problems(content)
	return problems or check_inside(content, (*form.fields, *more_fields), limits)
