"""Each official form of a college full of life as a PDF of Frappe's generator: cells, pages, signs. The pages are the pictures of the docs.

With LIAISON_SCREENSHOTS=docs/screenshots the pages are kept there.
"""

import io
import os
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import frappe
import pytest
from pypdf import PdfReader

from liaison_app.api import forms as api
from tests import sitekit
from tests.site import builders

LEADER, STUDENT_AFFAIRS = "欧阳𠮷祥", "李𡈽生"
LONG = "到支部参加组织生活，听取发展党员、教师理论学习和教研活动情况汇报，就课程思政建设、青年教师培养提出意见；会后走访实训车间，协调解决设备报修慢的问题。"
OCTOBER = "2026-10-14"
TYPES = (
	("General Branch", None),
	("Party Branch", None),
	("Teaching Office", None),
	("Person", None),
	("Teacher", "Person"),
	("Young Teacher", "Teacher"),
	("Student", "Person"),
	("Hardship Student", "Student"),
	("Course", None),
	("Class", None),
	("Dormitory", None),
	("Canteen", None),
	("Club", None),
	("Classroom", None),
)


@pytest.fixture(scope="module")
def college(site: str) -> Iterator[frappe._dict]:
	sitekit.start_afresh()
	with sitekit.clean_afterwards():
		found = made_college()
		frappe.db.commit()
		yield found


def made_college() -> frappe._dict:
	"""Names are made up. One leader who holds branches, teachers, a class and its dormitories; a colleague; what they did in October."""
	school = builders.make_unit("示例职业技术学院", is_group=1)
	unit = builders.make_unit("机械工程学院", school)
	office = builders.make_unit("教务处", school)
	for name, parent in TYPES:
		builders.ensure(
			"Target Type",
			"target_type_name",
			name,
			parent_target_type=parent,
			is_group=int(name in {each[1] for each in TYPES}),
		)
	found = frappe._dict(school=school, unit=unit)
	found.leader = an_officer(
		unit, LEADER, "党总支书记", mobile_short="661234", office_phone="8801", party_member=1
	)
	found.other = an_officer(office, STUDENT_AFFAIRS, "教务处处长", party_member=1, portfolio="教学管理")
	add_held(found)
	add_october(found)
	add_duties(found)
	return found


def an_officer(unit: str, name: str, title: str, **values: object) -> frappe._dict:
	post = builders.ensure("Liaison Post", "post_name", "Branch Secretary")
	tenures = [{"post": post, "job_title": title, "from_date": "2018-01-01"}]
	return builders.make_officer(unit, user=None, full_name=name, tenures=tenures, **values)


def add_held(found: frappe._dict) -> None:
	people = [
		{"role_title": "班主任", "person_name": "周敏", "phone": "662345"},
		{"role_title": "辅导员", "person_name": "吴岚", "phone": "663456"},
	]

	def target(kind: str, title: str, **values: object) -> frappe._dict:
		return builders.make_target(found.unit, kind, title=title, **values)

	found.update(
		general=target("General Branch", "机械工程学院党总支"),
		branch=target("Party Branch", "学生第一党支部"),
		second=target("Party Branch", "数控教师党支部"),
		teaching=target("Teaching Office", "数控技术教研室"),
		young=target("Young Teacher", "郑𡈽根"),
		teacher=target("Teacher", "冯远"),
		course=target("Course", "思想道德与法治"),
		unheard=target("Course", "形势与政策"),
		school_class=target("Class", "数控2301班", contact_people=people),
		club=target("Club", "机器人协会"),
		canteen=target("Canteen", "第二食堂"),
	)
	found.rooms = [
		target(
			"Dormitory",
			f"数控2301班 3栋{number}",
			parent_contact_target=found.school_class.name,
			contact_people=[{"role_title": "寝室长", "person_name": head}],
		)
		for number, head in ((201, "钱勇"), (202, "孙浩"), (203, "何𠮷"))
	]
	students = (("赵刚", "Financial", "13800000001"), ("陈小雨", "Academic", "13800000002"))
	for (name, category, phone), room in zip(students, found.rooms, strict=False):
		held = target(
			"Hardship Student",
			name,
			parent_contact_target=room.name,
			hardship_category=category,
			contact_people=[{"role_title": "本人", "person_name": name, "phone": phone}],
		)
		builders.make_assignment(found.leader, held)
	for each in ("general", "branch", "second", "teaching", "young", "school_class"):
		builders.make_assignment(found.leader, found[each])
	for room in found.rooms[:2]:
		builders.make_assignment(found.leader, room)
	builders.make_assignment(found.other, found.teaching)
	builders.make_assignment(found.other, found.club)


def add_october(found: frappe._dict) -> None:
	observing = [{"activity": builders.ensure("Liaison Activity Type", "activity_name", "Class Observation")}]
	meals = [{"activity": builders.ensure("Liaison Activity Type", "activity_name", "Shared Meal")}]
	done = (
		(9, found.general, "参加党总支理论学习中心组学习。", {}),
		(10, found.branch, LONG, {}),
		(12, found.teaching, "参加集体备课，讨论新版人才培养方案。", {}),
		(13, found.young, "谈心谈话：了解教学、科研和家庭情况，鼓励申报课题。😀", {}),
		(15, found.school_class, "主题班会：与学生谈学风和就业。", {}),
		(16, found.rooms[0], "检查卫生和违规电器，听取对热水供应的意见。", {}),
		(19, found.canteen, "与学生共进午餐，了解饭菜价格。", {"activities": meals}),
		(21, found.club, "观看训练，协调比赛场地。", {}),
		(22, found.second, "听取支部工作汇报。", {}),
	)
	for day, target, account, more in done:
		builders.make_visit(
			[found.leader], [target], start=f"2026-10-{day:02} 09:00:00", account=account, **more
		).submit()
	for day, target, account in (
		(14, found.teaching, "调研实训教学，收集设备更新意见。"),
		(20, found.club, "与社团学生座谈，协调活动经费。"),
	):
		builders.make_visit(
			[found.other], [target], start=f"2026-10-{day} 15:00:00", account=account
		).submit()
	heard = builders.make_visit(
		[found.leader],
		[found.course, found.teacher, found.school_class],
		start=f"{OCTOBER} 10:00:00",
		activities=observing,
		account="导入新课，以本地劳模事迹引出主题；分组讨论，学生代表发言；教师点评并布置课后实践。",
		lesson="第3-4节",
		place="教学楼B301",
		expected_students=45,
		present_students=44,
		overall_rating="Excellent",
		moral_education="结合专业讲职业精神，融入自然",
		teaching_attitude="认真，备课充分",
		teaching_method="案例与讨论相结合",
		class_discipline="良好",
		class_atmosphere="活跃",
		teaching_effect="学生参与度高",
		exchange_of_views="与冯远老师交换意见，建议增加课堂提问；学生反映教室投影较暗，已转教务处。",
	)
	heard.submit()
	found.heard = heard.name


def add_duties(found: frappe._dict) -> None:
	rule = builders.make_rule(title="听课", counts=[{"activities": "Class Observation"}])
	for officer, done in ((found.leader, 1), (found.other, 0)):
		builders.make_obligation(
			officer,
			rule,
			quantity=2,
			done=done,
			period_start="2026-09-01",
			period_end="2027-01-20",
			due_date="2027-01-20",
			period_key=f"semester-{officer.name}",
		)
	builders.insert(
		"Duty Document",
		title="听课制度执行情况报告",
		document_kind="Report",
		unit=found.school,
		sections=[
			{
				"heading": "发现的问题及处理情况",
				"text": "个别课堂迟到较多，已由二级学院整改\n教室投影老化，教务处列入更新计划",
			},
			{"heading": "结论", "text": "听课任务总体完成，课堂教学平稳有序。"},
		],
	).db_set({"status": "Handed In", "period_start": "2026-07-01", "period_end": "2026-12-31"})


@pytest.fixture
def at_web(served: sitekit.Server, monkeypatch: pytest.MonkeyPatch) -> None:
	"""The PDF generator fetches Frappe's style sheet from the site."""
	monkeypatch.setitem(frappe.local.conf, "host_name", served.url)


@pytest.mark.commits
@pytest.mark.parametrize(
	"form, of_whom, pages, told",
	[
		(
			"contact_record",
			"leader",
			2,
			("党员领导干部姓名", "党总支书记", "学生第一党支部、", "2026年10月22日"),
		),
		(
			"five_contacts_seven_entries",
			"leader",
			1,
			("2026年10月", "机械工程学院党总支", "进社团", "机器人协会", "进网络"),
		),
		("three_specialties", "other", 1, ("教务处", "教学管理", "机器人协会", "协调活动经费")),
		(
			"registration",
			"leader",
			2,
			("数控2301班", "周敏", "662345", "13800000002", "经济", "学业", "3栋", "203"),
		),
		("grid", "school", 1, ("数控2301班", "吴岚", "赵刚", "3栋203")),
		("observation", "heard", 1, ("第3-4节", "45/44", "案例与讨论相结合", "优")),
		("execution_report", "school", 2, ("机械工程学院小计", "50%", "形势与政策", "迟到较多", "平稳有序")),
	],
)
def test_the_form_on_paper(
	form: str, of_whom: str, pages: int, told: tuple[str, ...], college: frappe._dict, at_web: None
):
	record = college[of_whom]
	asked = {"school": {"unit": record}, "heard": {"visit": record}}.get(of_whom) or {"officer": record.name}
	content = api.download(form, day=OCTOBER, file_format="pdf", **asked).get_data()
	kept(form, content)
	pdf = PdfReader(io.BytesIO(content))
	text = unicodedata.normalize("NFKC", "".join(page.extract_text() for page in pdf.pages))
	text = "".join(text.split())
	for each in told:
		assert "".join(each.split()) in text, each
	assert len(pdf.pages) == pages
	sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in pdf.pages}
	assert sizes == ({(842, 595)} if form == "grid" else {(595, 842)})  # points of A4


def kept(form: str, content: bytes) -> None:
	"""The pages as pictures, where they are asked for."""
	folder = os.environ.get("LIAISON_SCREENSHOTS")
	if not folder:
		return
	stem = sitekit.CHECKOUT / folder / f"form-{form.replace('_', '-')}"
	Path(f"{stem}.pdf").write_bytes(content)
	subprocess.run(["pdftoppm", "-r", "80", "-gray", "-png", f"{stem}.pdf", str(stem)], check=True)
	Path(f"{stem}.pdf").unlink()
