"""Ticket numbers: whoever has one looks up the answer, so nobody can guess one. Only their digest is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none is taken for another one
LENGTH = 16  # 80 bits
GROUP = 4


def new_ticket() -> str:
	"""A new number in groups of four."""
	text = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
	return "-".join(text[place : place + GROUP] for place in range(0, LENGTH, GROUP))


def digest(ticket: str) -> str:
	"""What is stored of a ticket. Small letters, spaces and strokes do not matter; of anything else there is a digest, too."""
	plain = "".join(letter for letter in str(ticket).upper() if letter.isalnum())[:64]
	return hashlib.sha256(f"liaison matter {plain}".encode()).hexdigest()


def stamp(key: str, now: int, mark: str) -> str:
	"""What a form carries to say that it was fetched here at that second; `mark` makes it one of its kind."""
	said = f"{now}.{mark}"
	return f"{said}.{hmac.new(key.encode(), said.encode(), hashlib.sha256).hexdigest()}"


def age_of(key: str, given: str, now: int) -> tuple[int, str] | None:
	"""How many seconds ago the form was fetched, and its mark; None for a stamp that is not one of ours."""
	try:
		at, mark, _signature = str(given).split(".")
		genuine = hmac.compare_digest(stamp(key, int(at), mark).encode(), str(given).encode())
	except ValueError:
		return None
	return (now - int(at), mark) if genuine else None
