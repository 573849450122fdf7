"""What the page says, in both languages."""

from __future__ import annotations

from ..engine.rows import State
from ..outlook.wording import Text

TITLE = Text("Who owes what", "联系任务一览")
AS_OF = Text("as of", "截至")
SINCE = Text("periods since", "统计周期自")
OPEN_TODOS = Text("to-dos open today", "今日待办")
OVERDUE = Text("of them overdue", "其中逾期")
SO_FAR = Text("attained of what has fallen due", "到期任务完成率")
MISSED = Text("missed so far", "至今未完成")
VISITS = Text("visits that counted", "计入的联系记录")

BY_REGULATION = Text("By regulation", "按制度")
BY_REGULATION_NOTE = Text(
	"Attainment is taken per obligation, capped at what it asks, summed within a rule, then averaged over rules.",
	"完成率按每项任务计算，以应完成数为上限，先在同一条款内合计，再对各条款取平均。",
)
BY_UNIT = Text("By unit", "按单位")
BY_UNIT_NOTE = Text("Share attained of what has fallen due.", "到期任务的完成率。")
TODOS = Text("Due today", "今日到期待办")
NO_TODOS = Text("Nothing is due today.", "今天没有到期的任务。")
WEEKS = Text("Visits by week", "每周联系次数")
WEEKS_NOTE = Text("Recorded within two days, or later.", "两日内登记，或之后补登。")
IN_TIME = Text("recorded in time", "及时登记")
LATE = Text("recorded later", "补登")
HEAT = Text("Who was in contact when", "每人每周联系情况")
HEAT_NOTE = Text(
	"Visits a week that counted for a duty; a stroke means away.", "每周计入任务的联系次数；斜线表示请假。"
)
FEWER = Text("none", "无")
MORE = Text("seven or more", "七次以上")
PEOPLE = Text("Everybody", "每个人")
PEOPLE_NOTE = Text("Open a name to see what is still to be done.", "点开姓名可查看尚待完成的任务。")
TALLIES = Text("Encouraged, without a minimum", "倡导性要求（不设最低次数）")
FIND = Text("Find a person or unit", "查找人员或单位")
NOTHING_LEFT = Text("Nothing is left to do.", "没有待完成的任务。")

WHO = Text("Who", "联系人")
UNIT = Text("Unit", "单位")
RULE = Text("Rule", "条款")
DUTY = Text("Duty", "职责")
SUBJECT = Text("With whom", "联系对象")
PERIOD = Text("Period", "周期")
DONE = Text("Done", "完成")
DUE = Text("Due", "截止")
STATE = Text("State", "状态")
OWED = Text("Owed", "应完成")
ATTAINED = Text("Attained", "完成率")
STATES_HEAD = Text("States", "状态分布")
TIMES = Text("Times", "次数")
ALL_OF_IT = Text("all that is owed:", "全部任务")
CONFIDENTIAL = Text("confidential", "保密")

# The order in which states are drawn, best first, each with its CSS class.
STATE_KINDS: dict[State, str] = {
	"Met": "met",
	"Met Late": "late",
	"Open": "open",
	"Due": "due",
	"Overdue": "overdue",
	"Missed": "missed",
	"Lapsed": "lapsed",
	"Upcoming": "upcoming",
	"Waived": "waived",
	"Withdrawn": "waived",
}
