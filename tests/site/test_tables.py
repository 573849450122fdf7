"""Sets of rows written and found in one statement, on the real database."""

from datetime import date

import frappe

from liaison_app.services.tables import by_row, insert_rows, is_among, select_in, table_of

TRICKY = ("it's", 'a "quote"', "100 % (param1)s", "%(param2)s", "back\\slash", "联系", "`tick`; --", "")
DAY = date(2026, 2, 28)


def insert_todos(texts, **values):
	rows = [(f"tables-{number}", text, *values.values()) for number, text in enumerate(texts)]
	insert_rows("ToDo", ["name", "description", *values], rows)
	return [row[0] for row in rows]


def texts_of(names):
	return [text for (text,) in select_in("ToDo", ("description",), "name", names)]


def test_whatever_a_text_holds_arrives_as_it_is(site):
	names = insert_todos(TRICKY)
	assert texts_of(names) == list(TRICKY)


def test_equal_values_serve_columns_of_any_type(site):
	names = insert_todos(["1", "0"], docstatus=1, idx=1, date=DAY, sender=None)
	found = frappe.get_all(
		"ToDo", {"name": ("in", names)}, ["docstatus", "idx", "date", "sender"], order_by="name asc"
	)
	assert [tuple(row.values()) for row in found] == [(1, 1, DAY, None)] * 2


def test_a_name_that_is_taken_stays_as_it_is(site):
	insert_todos(["first"])
	assert texts_of(insert_todos(["second", "third"])) == ["first", "third"]


def test_more_rows_than_one_statement_takes(site):
	names = insert_todos([f"row {number}" for number in range(1201)])
	assert len(texts_of(names)) == 1201


def test_each_row_gets_the_value_of_its_name(site):
	names = insert_todos(["one", "two", "three"])
	todo = table_of("ToDo")
	texts = dict(zip(names, TRICKY[:3], strict=True))
	days = dict(zip(names, (DAY, None, DAY), strict=True))
	frappe.qb.update(todo).set(todo.description, by_row(todo.name, texts)).set(
		todo.date, by_row(todo.name, days)
	).where(is_among(todo.name, names)).run()
	assert texts_of(names) == list(TRICKY[:3])
	assert [day for (day,) in select_in("ToDo", ("date",), "name", names)] == [DAY, None, DAY]


def test_a_value_that_all_share_is_given_as_it_is():
	assert by_row(table_of("ToDo").name, {"a": 1, "b": 1}) == 1
