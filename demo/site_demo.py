"""Load the sample college into a site, run the night's job, and show who owes what. Run by the bench's Python in the
sites folder: site_demo.py SITE ADDRESS
"""

import sys
import unicodedata
from collections import Counter
from datetime import date
from typing import Any

import frappe

from liaison_app.services import nightly, sample

ROWS_PER_REGULATION = 5
OWED = ("Overdue", "Due", "Open")
DONE = ("Met", "Met Late", "Waived")
WIDEST = 34


def main(site: str, address: str) -> None:
	frappe.init(site)
	frappe.connect()
	frappe.set_user("Administrator")
	college = sample.load()
	frappe.db.commit()
	nightly.start(college.today, inline=True)
	frappe.db.commit()
	show_duties(college.today)
	show_logins(college, address)
	frappe.destroy()


def show_duties(today: date) -> None:
	"""Per regulation: how many obligations stand how, and the most urgent ones by name."""
	print(f"\nWho owes what on {today}\n")
	regulations = frappe.get_all(
		"Liaison Regulation", fields=["name", "title"], order_by="name asc", filters={"status": "In Force"}
	)
	for regulation in regulations:
		rows = obligations(regulation.name)
		counts = Counter(row.state for row in rows)
		told = ", ".join(
			f"{counts[state]} {state.lower()}" for state in (*OWED, *DONE, "Missed") if counts[state]
		)
		print(f"{regulation.name}  {regulation.title}: {len(rows)} obligations ({told})")
		urgent = [row for row in rows if row.state in OWED]
		table([line(row) for row in sorted(urgent, key=urgency)[:ROWS_PER_REGULATION]])
	print(f"{frappe.db.count('ToDo', {'status': 'Open'})} open to-dos\n")


def obligations(regulation: str) -> list[Any]:
	"""Every obligation of a regulation, with the names of people instead of numbers."""
	rows = frappe.get_all(
		"Periodic Obligation",
		filters={"regulation": regulation},
		fields=[
			"officer",
			"unit",
			"rule",
			"subject_title",
			"period_label",
			"done",
			"quantity",
			"quantity_unit",
			"state",
			"next_due",
		],
		order_by="name asc",
	)
	names = dict(
		frappe.get_all("Liaison Officer", fields=["name", "full_name"], as_list=True, order_by="name asc")
	)
	titles = dict(frappe.get_all("Duty Rule", fields=["name", "title"], as_list=True, order_by="name asc"))
	for row in rows:
		row.who, row.what = names.get(row.officer) or row.unit, titles[row.rule]
	return rows


def urgency(row: Any) -> tuple[int, date, str]:
	return OWED.index(row.state), row.next_due or date.max, row.who


def line(row: Any) -> list[str]:
	unit = "" if row.quantity_unit == "Times" else f" {row.quantity_unit.lower()}"
	wanted = (f"{row.done:g} of {row.quantity:g}" if row.quantity else f"{row.done:g}") + unit
	return [
		row.who,
		row.what,
		row.subject_title or "-",
		row.period_label,
		wanted,
		row.state,
		str(row.next_due or "-"),
	]


def table(lines: list[list[str]]) -> None:
	"""Print rows in columns; a Chinese character is two columns wide."""
	if lines:
		head = ["who", "what", "with whom", "period", "done", "state", "due"]
		cells = [[shortened(cell) for cell in row] for row in [head, *lines]]
		widths = [max(width(row[column]) for row in cells) for column in range(len(head))]
		for row in cells:
			print(
				"  "
				+ "  ".join(
					cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)
				).rstrip()
			)
	print()


def width(text: str) -> int:
	return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def shortened(text: str) -> str:
	if width(text) <= WIDEST:
		return text
	while width(text) > WIDEST - 1:
		text = text[:-1]
	return text + "…"


def show_logins(college: sample.Loaded, address: str) -> None:
	"""One login of each kind, all with one password."""
	print(f"Log in at {address} (password of each: {college.password})")
	for kind, user in college.logins.items():
		print(f"  {kind:<9} {user}")


if __name__ == "__main__":
	main(*sys.argv[1:])
