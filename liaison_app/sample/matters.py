"""The sample college's raised matters: one on each stage of its way."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import units

Step = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class SampleMatter:
	"""A matter in the register of the office, raised so many days ago, and the steps it has taken since."""

	subject: str
	details: str
	kind: str
	channel: str
	days_ago: int
	raiser_name: str = ""
	secret: bool = False
	steps: tuple[Step, ...] = field(default=())


def _to(unit: str) -> Step:
	return "Dispatch", {"unit": unit}


MATTERS = (
	SampleMatter(
		"三号宿舍楼晚间热水时断时续",
		"同学反映每晚十点以后三号楼三层以上没有热水。",
		"Logistics",
		"Visit",
		30,
		"谷雨辰",
		steps=(
			_to(units.LOGISTICS),
			("Take", {}),
			("Answer", {"outcome": "Accepted", "answer": "已更换循环水泵，供水时间延长到二十三时。"}),
			("Give Back", {"how": "In Person", "note": "由联系干部到宿舍当面答复"}),
			("Close", {}),
		),
	),
	SampleMatter(
		"建议图书馆考试周延长开放时间",
		"考试周座位紧张，希望开放到二十三时。",
		"Student Affairs",
		"Mailbox",
		18,
		steps=(
			_to(units.LIBRARY),
			("Take", {}),
			(
				"Answer",
				{"outcome": "Explained", "answer": "本学期人手不足，先延长到二十二时三十分，下学期再议。"},
			),
		),
	),
	SampleMatter(
		"青年教师进修经费报销周期过长",
		"来访教师反映进修经费报销超过三个月。",
		"Staff",
		"Reception Day",
		12,
		"闻人笛",
		secret=True,
		steps=(_to(units.PERSONNEL), ("Take", {})),
	),
	SampleMatter(
		"实训车间通风设备老化",
		"提案建议更换两个实训车间的通风设备。",
		"Proposal",
		"Proposal",
		9,
		steps=(_to(units.ASSETS), ("Escalate", {"note": "涉及资产、后勤和学院，需要专题会议协调"})),
	),
	SampleMatter("东门夜间照明不足", "学生来信反映东门一带路灯不亮。", "Logistics", "Letter", 1),
)
