"""A template is rendered behind fences: it ends in time, stays small, and reaches nothing but plain values."""

from __future__ import annotations

import io
import signal
import threading
import time
from datetime import date, datetime
from pathlib import Path

import pytest

from liaison_app.forms import Limits, Problem, TemplateFailed, render, render_many
from liaison_app.forms.document import rendered
from liaison_app.forms.plain import clean_text, packed, plain
from tests.word_files import DOCUMENT, all_text, edited, opened, rows_of, word_file

MANY = [{"day": None}] * 3000
ENDLESS = word_file(
	"{% for a in visits %}{% for b in visits %}{% for c in visits %}{% endfor %}{% endfor %}{% endfor %}"
)


def failure(template: bytes, values: dict, **limits: int) -> str:
	"""The code with which a rendering fails."""
	with pytest.raises(TemplateFailed) as caught:
		render(template, values, Limits(**limits))
	return caught.value.problem.code


def here(text: str, **values: object) -> str:
	"""The text that a template makes, rendered in this process."""
	made = rendered(io.BytesIO(word_file(text)), plain(values), 1_000_000, 10_000_000)
	return all_text(made).strip()


def refused(text: str, **values: object) -> str:
	with pytest.raises(TemplateFailed) as caught:
		here(text, **values)
	return caught.value.problem.code


def children() -> list[str]:
	"""The processes that this one has started, in whatever thread, and that still run."""
	return [pid for file in Path("/proc/self/task").glob("*/children") for pid in file.read_text().split()]


class TestLimits:
	def test_a_loop_without_end_is_stopped_by_the_clock(self):
		began = time.monotonic()
		assert failure(ENDLESS, {"visits": MANY}, seconds=3) == "too_slow"
		assert time.monotonic() - began < 20
		assert children() == []

	def test_a_loop_without_end_is_stopped_by_its_processor_time(self):
		assert failure(ENDLESS, {"visits": MANY}, seconds=300, processor_seconds=2) == "too_slow"

	def test_it_is_stopped_in_a_thread_too(self):
		codes = []
		thread = threading.Thread(target=lambda: codes.append(failure(ENDLESS, {"visits": MANY}, seconds=2)))
		thread.start()
		thread.join(60)
		assert codes == ["too_slow"]

	def test_nothing_is_left_running_when_a_worker_breaks_off_the_wait(self):
		class BrokenOff(Exception):
			pass

		def break_off(_number, _frame):
			raise BrokenOff

		before = signal.signal(signal.SIGALRM, break_off)
		signal.setitimer(signal.ITIMER_REAL, 1)
		try:
			with pytest.raises(BrokenOff):
				render(ENDLESS, {"visits": MANY}, Limits(seconds=60))
		finally:
			signal.setitimer(signal.ITIMER_REAL, 0)
			signal.signal(signal.SIGALRM, before)
		assert children() == []

	def test_output_without_end(self):
		template = word_file(
			"{% for a in visits %}{% for b in visits %}{{ officer }}{% endfor %}{% endfor %}"
		)
		values = {"visits": MANY, "officer": "a" * 1000}
		assert failure(template, values, characters=1_000_000) == "output_too_large"

	def test_a_document_larger_than_allowed(self):
		assert failure(word_file("{{ officer }}"), {"officer": "a"}, output=1000) == "output_too_large"

	def test_memory_without_end(self):
		template = word_file(
			"{% for a in visits %}{% for b in visits %}{{ officer }}{% endfor %}{% endfor %}"
		)
		values = {"visits": MANY, "officer": "a" * 10_000}
		limits = {"characters": 10**12, "memory": 400 * 1024 * 1024}
		assert failure(template, values, **limits) == "too_much_memory"

	def test_a_template_too_large_is_not_even_started(self):
		assert failure(word_file("a") + bytes(30 * 1024 * 1024), {}) == "file_too_large"

	def test_several_at_once_do_not_meet(self):
		made: dict[str, str] = {}

		def make(name: str) -> None:
			made[name] = all_text(render(word_file("{{ officer }}"), {"officer": name})).strip()

		threads = [threading.Thread(target=make, args=(name,)) for name in ("甲", "乙", "丙")]
		for thread in threads:
			thread.start()
		for thread in threads:
			thread.join()
		assert made == {"甲": "甲", "乙": "乙", "丙": "丙"}


class TestSandbox:
	"""Even a template that nobody checked, because its file was replaced behind our back, reaches nothing."""

	@pytest.mark.parametrize(
		"text",
		[
			"{{ officer.__class__.__mro__ }}",
			"{{ officer['__class__'] }}",
			"{{ officer | attr('__class__') }}",
			"{{ officer.upper() }}",
			"{{ '{0.__class__}'.format(officer) }}",
			"{{ self.__init__ }}",
			"{{ range(10) }}",
			"{% for a in range(10) %}{% endfor %}",
			"{% set a = 1 %}",
			"{% macro a() %}{% endmacro %}",
			"{% include 'a' %}",
			"{{ visits.append(1) }}",
			"{{ row.update(row) }}",
			"{{ 'a' * 1000000000 }}",
			"{{ 10 ** 1000000000 }}",
			"{{ 10 * 10000000000000 }}",
			"{{ officer + officer }}",
			"{% for a in visits %}" * 4 + "{% endfor %}" * 4,
		],
	)
	def test_is_refused(self, text):
		assert refused(text, officer="甲", visits=[1], row={"a": 1}) in (
			"reaches_python",
			"calls",
			"not_allowed",
			"unknown_filter",
			"loops_too_deep",
		)

	@pytest.mark.parametrize(
		"text",
		["{{ row.items }}", "{{ row.keys }}", "{{ officer.upper }}", "{{ visits.sort }}", "{{ day.year }}"],
	)
	def test_methods_are_no_fields(self, text):
		assert refused(text, officer="甲", visits=[1], row={"a": 1}, day=date(2018, 9, 3)) == "unknown_field"

	def test_a_key_named_like_a_method_is_a_field(self):
		assert here("{{ row.items }}", row={"items": "物品"}) == "物品"

	def test_an_unknown_field_is_said(self):
		with pytest.raises(TemplateFailed) as caught:
			here("{{ custom_hobby }}")
		assert caught.value.problem.text() == "The form has no such field: 'custom_hobby' is undefined"

	def test_the_process_gets_nothing_of_the_server_s_environment(self, monkeypatch):
		monkeypatch.setenv("DATABASE_PASSWORD", "secret")
		thread = threading.Thread(target=failure, args=(ENDLESS, {"visits": MANY}), kwargs={"seconds": 4})
		thread.start()
		time.sleep(2)
		environments = [Path(f"/proc/{pid}/environ").read_bytes() for pid in children()]
		thread.join(60)
		assert len(environments) == 1
		assert environments[0].split(b"\0")[:-1] == [b"LANG=C.UTF-8", b"PYTHONDONTWRITEBYTECODE=1"]

	@pytest.mark.parametrize(
		"value", [object(), b"bytes", {1: "a"}, {"_a": 1}, {"a b": 1}, {"a": [print]}, {1, 2}]
	)
	def test_values_with_more_to_them_than_data_are_an_error(self, value):
		with pytest.raises(TypeError):
			render(word_file("a"), {"officer": value})

	def test_a_text_with_methods_of_its_own_loses_them(self):
		class Name(str):
			def secret(self) -> str:
				return "secret"

		assert type(plain({"officer": Name("甲")})["officer"]) is str


class TestTexts:
	@pytest.mark.parametrize(
		"text",
		[
			"欧阳𠮷祥",
			"𪚥𠀀𫝀𫠠",
			"㐂䶮",
			"😀👨‍👩‍👧🏳️‍🌈",
			'O\'Brien "三/班" \\ %s',
			"<w:p>&amp;</w:p> ]]>",
			"{{ officer }} {% if %} {# #}",
			"=cmd|' /C calc'!A0",
			"“引号”‘单’",
			"tab\tbetween",
			"زين العابدين",
		],
	)
	def test_stand_on_paper_as_they_are(self, text):
		paragraphs = opened(render(word_file("[{{ officer }}]"), {"officer": text})).paragraphs
		assert [each.text for each in paragraphs] == [f"[{text}]"]

	def test_line_breaks_stay_breaks_and_control_signs_go(self):
		assert here("{{ officer }}", officer="一\r\n二\x0b三\u2028四\x00\x07\ud800\uffff") == "一\n二\n三\n四"
		assert clean_text("\x85a\x1b[0m") == "\na[0m"

	def test_a_long_text_is_whole(self):
		text = "\n".join(f"{number}：{'长' * 400}" for number in range(100))
		assert here("{{ officer }}", officer=text) == text

	def test_dates_numbers_and_nothing(self):
		written = here(
			"{{ a }}|{{ b }}|{{ c }}|{{ d }}|{{ e }}|{{ f | percent }}|{{ a | chinese_month }}|{{ c | chinese_date }}",
			a=date(2018, 9, 3),
			b=datetime(2021, 12, 31, 23, 59),
			c=None,
			d=3.0,
			e=2.5,
			f=0.875,
		)
		assert written == "2018年9月3日|2021年12月31日||3|2.5|87.5%|2018年9月|"

	def test_dates_survive_the_way_to_the_process(self):
		values = {"day": date(2018, 9, 3), "rows": [{"day": None}, {"day": date(2024, 2, 29)}]}
		made = render(word_file("{{ day }}{% for row in rows %}/{{ row.day }}{% endfor %}"), values)
		assert all_text(made).strip() == "2018年9月3日//2024年2月29日"
		assert packed(plain(values))["rows"][1]["day"] == {"$date": "2024-02-29"}

	def test_the_title_in_the_file_s_properties_is_left_alone(self):
		document = opened(word_file("{{ officer }}"))
		document.core_properties.title = "{{ officer }}"
		made = io.BytesIO()
		document.save(made)
		assert opened(render(made.getvalue(), {"officer": "甲"})).core_properties.title == "{{ officer }}"


class TestMany:
	TEMPLATE = word_file("{{ officer }}{% if visits %}{{ visits[3].day }}{% endif %}")

	def test_each_in_its_order_and_a_bad_one_spoils_no_other(self):
		many = [
			{"officer": "甲", "visits": []},
			{"officer": "乙", "visits": [1]},
			{"officer": "丙", "visits": []},
		]
		first, second, third = render_many(self.TEMPLATE, many)
		assert isinstance(second, Problem) and second.code == "unknown_field"
		assert [all_text(each).strip() for each in (first, third)] == ["甲", "丙"]

	def test_nothing_to_make(self):
		assert render_many(self.TEMPLATE, []) == []

	def test_all_together_stay_below_the_limit_of_output(self):
		many = [{"officer": "甲", "visits": []}] * 4
		made = render_many(self.TEMPLATE, many, Limits(output=len(self.TEMPLATE) * 5 // 2))
		assert [isinstance(each, bytes) for each in made] == [True, True, False, False]
		assert {each.code for each in made[2:]} == {"output_too_large"}


def test_a_broken_document_is_not_repaired_silently():
	broken = edited(word_file("{% if post %}x"), DOCUMENT, "</w:body>", "{% endif %}</w:body>")
	assert failure(broken, {"post": ""}) == "broken_document"


def test_a_loop_over_rows_of_a_table():
	document = opened(word_file())
	table = document.add_table(3, 2)
	table.cell(0, 0).text = "{%tr for visit in visits %}"
	table.cell(1, 0).text, table.cell(1, 1).text = "{{ visit.day }}", "{{ visit.account }}"
	table.cell(2, 0).text = "{%tr endfor %}"
	made = io.BytesIO()
	document.save(made)
	visits = [{"day": date(2018, 9, day), "account": f"第{day}次"} for day in (1, 2)]
	assert rows_of(opened(render(made.getvalue(), {"visits": visits}))) == [
		["2018年9月1日", "第1次"],
		["2018年9月2日", "第2次"],
	]
