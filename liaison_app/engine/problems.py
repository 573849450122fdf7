"""What is wrong with a record of a regulation: the value that the checks answer, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Literal, get_args, get_origin, get_type_hints


def _(text: str) -> str:
	"""Marks a template for the collection of texts; it is translated where it is shown."""
	return text


@dataclass(frozen=True, slots=True)
class Problem:
	"""One thing to mend. `path` is the field, as `posts[0].quantity`; `message` is filled by `message.format(*values)`."""

	path: str
	message: str
	values: tuple[str, ...] = ()

	def text(self, translate: Callable[[str], str] = str) -> str:
		"""The message with its values (a value may be a list of names), each passed through `translate` first."""
		values = (", ".join(map(translate, value.split(", "))) for value in self.values)
		return translate(self.message).format(*values)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
	"""The names that exist where the rule shall run. None = not known here, so not checked."""

	posts: Collection[str] | None = None
	activities: Collection[str] | None = None
	target_types: Collection[str] | None = None
	tags: Collection[str] | None = None
	unit_types: Collection[str] | None = None
	event_types: Collection[str] | None = None
	roles: Collection[str] | None = None


def problems_of_choices(record: object) -> Iterator[Problem]:
	"""Values that are none of the allowed ones of their field."""
	hints = get_type_hints(type(record))
	for field in fields(record):  # type: ignore[arg-type]
		allowed = get_args(hints[field.name])
		if get_origin(hints[field.name]) is Literal and getattr(record, field.name) not in allowed:
			value = str(getattr(record, field.name))
			yield Problem(
				field.name, _('"{0}" is not allowed here. Choose one of: {1}.'), (value, ", ".join(allowed))
			)


def unknown(
	path: str, names: Iterable[str], known: Collection[str] | None, column: str = ""
) -> Iterator[Problem]:
	"""The names that are not known; nothing is checked where `known` is None."""
	for row, name in enumerate(names):
		if known is not None and name and name not in known:
			yield Problem(
				f"{path}[{row}]{column}",
				_('"{0}" does not exist. Create it first or correct the name.'),
				(name,),
			)
