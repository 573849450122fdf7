"""How periods and visits are written where people read them."""

from datetime import datetime
from types import SimpleNamespace

import frappe
import pytest

from liaison_app.engine.facts import Facts
from liaison_app.engine.index import FactIndex
from liaison_app.services.labels import Labels
from liaison_app.services.reports import visit_register


@pytest.mark.parametrize(
	("period", "english", "chinese"),
	[
		("H:2026-1", "2026-H1", "2026年上半年"),
		("H:2026-2", "2026-H2", "2026年下半年"),
		("Q:2026-2", "2026-Q2", "2026年第2季度"),
		("M:2026-02", "2026-02", "2026-02"),
	],
)
def test_neither_a_half_year_nor_a_quarter_looks_like_a_month(period, english, chinese):
	row = SimpleNamespace(key=SimpleNamespace(period=period))
	written = [Labels(FactIndex(Facts()), frozenset(), zh).period(row) for zh in (False, True)]
	assert written == [english, chinese]


def test_the_register_names_visits_in_chinese_and_weeks_so_that_they_fit(site, monkeypatch):
	monkeypatch.setattr(frappe.local, "lang", "zh")
	assert visit_register._columns()[0]["label"] == "联系记录"
	chart = visit_register._chart([{"start": datetime(2026, 11, 20, 9), "reached": True}])
	assert chart and chart["data"]["labels"] == ["11-16"]
