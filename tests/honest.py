"""Visits to check: honest ones with accounts that people write, and dishonest ones planted among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from liaison_app.honesty import Flag, RegisterRow, Visit

MONDAY = date(2026, 9, 7)

# Parts of which an honest account is made; each writer strings other ones together, with other names and numbers in them.
OPENINGS = "上午到班里 下午去宿舍 课间见面 晚自习后 午饭时 会前 走访途中 在办公室 在实训室 在操场边".split()
VERBS = "谈到 问起 了解 听取 记下 说起 关心 讨论 询问 建议".split()
MATTERS = (
	"英语四级备考 食堂饭菜价格 宿舍热水时间 实习单位选择 专业课进度 家里收成 室友关系 助学金申请 社团招新 体育测试 "
	"图书馆座位 网络信号 教室投影 选修课名额 入党申请 就业意向 技能大赛 心理状态 兼职时间 考研打算 校车班次 奖学金评定"
).split()
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红梅建国志林海波雪峰云飞龙宇浩然子轩"


def a_name(dice: Random) -> str:
	return dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, 2))


def an_account(seed: object, sentences: int = 6) -> str:
	"""About ninety signs that nobody else writes."""
	dice = Random(f"account {seed}")
	told = (
		f"{a_name(dice)}同学{dice.choice(VERBS)}{dice.choice(MATTERS)}和{dice.choice(MATTERS)}"
		for _ in range(sentences)
	)
	return f"{dice.choice(OPENINGS)}，" + "，".join(told) + f"，约定{dice.randint(1, 30)}日再谈。"


def a_visit(
	name: str, officer: str | Sequence[str] = "O1", day: date = MONDAY, at: int = 9, **fields: Any
) -> Visit:
	"""An hour with a target of its own, recorded on the same day, with an account of its own."""
	values: dict[str, Any] = {
		"officers": (officer,) if isinstance(officer, str) else tuple(officer),
		"targets": (f"T-{name}",),
		"start": datetime.combine(day, time(at)),
		"minutes": 60,
		"mode": "Face to Face",
		"place": f"{name}的教室",
		"account": an_account(name),
		**fields,
	}
	return Visit(name=name, **values)


def honest_semester(number: int, officers: int = 40, seed: int = 0) -> list[Visit]:
	"""So many visits over a semester of a hundred days, four a day and officer at most; more of them take more officers."""
	officers = max(officers, number // 50)
	return [_honest(place, officers, seed) for place in range(number)]


def _honest(place: int, officers: int, seed: int) -> Visit:
	dice = Random(f"{seed} {place}")
	officer, turn = place % officers, place // officers
	day = MONDAY + timedelta(days=turn * 2 % 100)
	return Visit(
		name=f"V{place:06}",
		officers=(f"O{officer}",),
		targets=(f"T{place % 997}",),
		start=datetime.combine(day, time(8 + 2 * (turn // 50 % 4), dice.choice((0, 15, 30)))),
		minutes=dice.choice((30, 45, 60)),
		mode="Face to Face",
		place=f"{place % 7 + 1}号楼{100 + place % 331}室",
		account=an_account((seed, place)),
		photos=(f"photo {seed} {place}",),
		recorded_on=day + timedelta(days=dice.choice((0, 0, 0, 1, 2, 5))),
	)


def register_of(visits: Iterable[Visit], names: dict[str, tuple[str, ...]]) -> list[RegisterRow]:
	"""A register with an entry for everybody at every visit."""
	present = [(visit, officer) for visit in visits for officer in visit.officers]
	return [
		RegisterRow(number=number, day=visit.day, place=visit.place, name=names[officer][0])
		for number, (visit, officer) in enumerate(present, 2)
	]


def renamed(visit: Visit, suffix: str, **fields: Any) -> Visit:
	"""The visit under another name, with other fields."""
	return replace(visit, name=f"{visit.name}{suffix}", **fields)


def by_check(flags: Iterable[Flag]) -> dict[str, list[tuple[str, ...]]]:
	"""Check -> the visits that each of its flags asks about."""
	found: dict[str, list[tuple[str, ...]]] = {}
	for flag in flags:
		found.setdefault(flag.check, []).append(flag.visits)
	return found
