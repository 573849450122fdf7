"""Names of fictional people, the same ones in every build."""

from __future__ import annotations

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
FIRST_SIGNS = "文海晓志明丽建雪国春慧子宇佳思雨俊美永秋"
SECOND_SIGNS = "博宁涛霞强梅峰燕杰玲辉颖勇敏洋静鹏婷军琳超莹平欣斌蕾"


COMBINATIONS = len(SURNAMES) * len(FIRST_SIGNS) * len(SECOND_SIGNS)
STRIDE = 7919  # prime to the number of combinations, so that neighbours look unlike and none comes twice


def person(number: int) -> str:
	"""The full name of the fictional person with this number; the first twenty thousand all differ."""
	rest, surname = divmod(number * STRIDE % COMBINATIONS, len(SURNAMES))
	second, first = divmod(rest, len(FIRST_SIGNS))
	return SURNAMES[surname] + FIRST_SIGNS[first] + SECOND_SIGNS[second]
