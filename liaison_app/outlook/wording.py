"""How obligations read: owners, subjects, periods, quantities, states and reasons, in English and Chinese.

Reasons are those of the credit ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..engine import FactIndex, credit
from ..engine.rows import Obligation, State
from ..engine.rules import DutyRule


@dataclass(frozen=True, slots=True)
class Text:
	"""One text in both languages."""

	en: str
	zh: str


STATES: dict[State, Text] = {
	"Upcoming": Text("Upcoming", "未开始"),
	"Open": Text("Open", "进行中"),
	"Due": Text("Due", "到期"),
	"Overdue": Text("Overdue", "逾期"),
	"Met": Text("Met", "已完成"),
	"Met Late": Text("Met late", "补完成"),
	"Missed": Text("Missed", "未完成"),
	"Lapsed": Text("Lapsed", "已过"),
	"Waived": Text("Waived", "免除"),
	"Withdrawn": Text("Withdrawn", "撤销"),
}
REASONS = {
	credit.CANCELLED: Text("cancelled", "已取消"),
	credit.NOT_PRESENT: Text("officer not present", "本人未参加"),
	credit.WRONG_ACTIVITY: Text("wrong activity", "活动类型不符"),
	credit.ATTEMPT_ONLY: Text("attempt only", "未联系上"),
	credit.FILTERED: Text("another condition of the rule is not met", "不符合该条的附加条件"),
	credit.WRONG_WEEKDAY: Text("weekday", "不在指定的星期"),
	credit.WRONG_TARGET: Text("wrong or other target", "联系对象不符"),
	credit.OWN_BRANCH: Text("own branch", "属于本人所在支部"),
	credit.OUTSIDE_PERIOD: Text("outside the period", "不在周期内"),
	credit.NOT_ASSIGNED: Text("not assigned then", "当时未安排联系"),
	credit.NOT_IN_POST: Text("not in post then", "当时不在任"),
	credit.EVIDENCE_MISSING: Text("evidence missing", "缺少要求的材料"),
	credit.RECORDED_LATE: Text("recorded after close", "周期关闭后才登记"),
	credit.TOO_MANY_SUBJECTS: Text("more subjects than one visit may serve", "超出一次可计的对象数"),
	credit.SERVES_ANOTHER: Text("serves another duty", "已计入其他职责"),
	credit.SECOND_ON_DAY: Text("second on one day", "同日重复"),
}
HALVES = {"1": Text("Jan to Jun", "上半年"), "2": Text("Jul to Dec", "下半年")}


def plain(number: float) -> str:
	"""A number without needless decimals: 2, 0.5, 1.33."""
	return f"{number:.2f}".rstrip("0").rstrip(".")


def owner_of(row: Obligation, index: FactIndex) -> str:
	"""The name of the person or unit that owes."""
	officer = index.officers.get(row.key.owner)
	return (officer.full_name or officer.name) if officer else row.key.owner


def unit_of(row: Obligation, index: FactIndex) -> str:
	"""The owing unit, or the unit of the person."""
	officer = index.officers.get(row.key.owner)
	return officer.unit if officer else row.key.owner


def subject_of(row: Obligation, index: FactIndex) -> str:
	"""The title of the target; empty for a total."""
	target = index.targets.get(row.key.subject)
	return (target.title or target.name) if target else row.key.subject


def title_of(rule: DutyRule) -> Text:
	"""The rule's title."""
	return Text(rule.title or rule.code, rule.title_zh or rule.title or rule.code)


def in_its_unit(minutes_or_times: float, rule: DutyRule) -> float:
	"""A figure of a row in the unit that the rule speaks of: minutes become hours or days where it counts those."""
	if rule.measure == "Share of Working Time" or (
		rule.measure == "Minutes" and rule.quantity_unit == "Hours"
	):
		return minutes_or_times / 60
	if rule.measure == "Minutes" and rule.quantity_unit == "Days":
		return minutes_or_times / (60 * rule.hours_per_day)
	return minutes_or_times


def unit_of_measure(rule: DutyRule) -> Text:
	"""What the figures of a rule count."""
	if rule.measure == "Share of Working Time":
		return Text("h", "小时")
	if rule.measure == "Minutes":
		return {"Hours": Text("h", "小时"), "Days": Text("days", "天")}.get(
			rule.quantity_unit, Text("min", "分钟")
		)
	if rule.measure == "Document":
		return Text("papers", "份")
	if rule.measure == "Distinct Targets":
		return Text("targets", "个")
	return Text("times", "次")


def done_of(done: float, quantity: float, rule: DutyRule) -> str:
	"""How much of what is owed is done: `1/2`, `0.25/0.5`."""
	return f"{plain(in_its_unit(done, rule))}/{plain(in_its_unit(quantity, rule))}"


def period_of(row: Obligation) -> Text:
	"""The row's period as people speak of it."""
	kind, _, name = row.key.period.partition(":")
	return PERIODS.get(kind, _span)(row, name)


def _span(row: Obligation, _name: str) -> Text:
	if not row.period_end:
		return Text(f"since {row.period_start}", f"{row.period_start} 起")
	return Text(f"{row.period_start} to {row.period_end}", f"{row.period_start} 至 {row.period_end}")


def _week(row: Obligation, _name: str) -> Text:
	end = row.period_end or row.period_start
	return Text(
		f"week {row.period_start:%m-%d} to {end:%m-%d}", f"{row.period_start:%m-%d} 至 {end:%m-%d} 周"
	)


def _month(_row: Obligation, name: str) -> Text:
	year, _, month = name.partition("-")
	return Text(name, f"{year}年{int(month)}月")


def _half_year(_row: Obligation, name: str) -> Text:
	year, half = name[:4], HALVES[name[-1]]
	return Text(f"{half.en} {year}", f"{year}年{half.zh}")


def _named(_row: Obligation, name: str) -> Text:
	return Text(name, name)


def _academic_year(_row: Obligation, name: str) -> Text:
	return Text(f"academic year {name}", f"{name}学年")


def _year(_row: Obligation, name: str) -> Text:
	return Text(f"year {name}", f"{name}年")


def _event(row: Obligation, _name: str) -> Text:
	return Text(f"event {row.period_start}", f"{row.period_start} 事件")


def _assignment(row: Obligation, _name: str) -> Text:
	return Text(f"since {row.period_start}", f"{row.period_start} 起")


def _tenure(row: Obligation, _name: str) -> Text:
	return Text(f"tenure since {row.period_start}", f"{row.period_start} 起任期")


PERIODS: dict[str, Callable[[Obligation, str], Text]] = {
	"W": _week,
	"M": _month,
	"Q": _named,
	"H": _half_year,
	"S": _named,
	"Y": _academic_year,
	"C": _year,
	"T": _tenure,
	"E": _event,
	"A": _assignment,
	"R": _assignment,
}
