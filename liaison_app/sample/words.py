"""The words of the rule packs that the sample college uses: posts, types of units and targets, tags, events."""

from __future__ import annotations

# posts
PARTY_SECRETARY = "Party Secretary"
PRESIDENT = "President"
SCHOOL_LEADER = "School Leader"
LEADER_OF_TEACHING = "Leader in Charge of Teaching"
LEADER_OF_RESEARCH = "Leader in Charge of Research"
LEADER_OF_IDEOLOGY = "Leader in Charge of Ideology Courses"
COLLEGE_PARTY_HEAD = "College Party Head"
GENERAL_BRANCH_SECRETARY = "General-Branch Secretary"
GENERAL_BRANCH_DEPUTY = "General-Branch Deputy Secretary"
COLLEGE_HEAD = "College Administrative Head"
COLLEGE_TEAM = "College Team Member"
MARXISM_HEAD = "Marxism School Head"
MARXISM_TEAM = "Marxism School Team Member"
DEPARTMENT_HEAD = "Department Head"
PARTY_MEMBER = "Staff Party Member"

# unit types
SCHOOL = "School"
COLLEGE = "College"
DEPARTMENT = "Department"
OFFICE = "Office"
ORGANISATION_DEPARTMENT = "Organisation Department"
STUDENT_AFFAIRS_DEPARTMENT = "Student Affairs Department"
QUALITY_CENTRE = "Quality Centre"
BRANCH = "Party Branch"
OWN_UNIT_TYPES = (DEPARTMENT,)  # in no pack, as no rule speaks of departments at large

# target types
GENERAL_BRANCH_TARGET = "General Branch"
BRANCH_TARGETS = ("Teacher Branch", "Student Branch")
TEACHER_BRANCH_TARGET, STUDENT_BRANCH_TARGET = BRANCH_TARGETS
TEAM_TARGET = "College Team"
COLLEGE_TARGET = "College"
DEPARTMENT_TARGET = "Department"
MASS_ORGANISATION_TARGET = "Mass Organisation"
LOGISTICS_TARGET = "Logistics Unit"
TEACHING_OFFICE_TARGET = "Teaching Office"
LABORATORY_TARGET = "Laboratory"
RESEARCH_GROUP_TARGET = "Research Group"
YOUNG_TEACHER_TARGET = "Young Teacher"
IDEOLOGY_TEACHER_TARGET = "Ideology Teacher"
TEACHER_TARGET = "Teacher"
STAFF_TARGET = "Staff Member"
RETIRED_TARGET = "Retired Colleague"
CLASS_TARGET = "Class"
DORMITORY_TARGET = "Dormitory"
STUDENT_TARGET = "Hardship Student"
COURSE_TARGET = "Course"
CLUB_TARGET = "Club"
CANTEEN_TARGET = "Canteen"
CLASSROOM_TARGET = "Classroom"

# tags
COURSE_TAGS = ("Ideology Course", "Compulsory Ideology Course")
APPLICANT = "Applicant"
TALENT = "High-Level Talent"
UNITED_FRONT = "Democratic Party"
EXPERT_TAGS = (
	"Outstanding Expert",
	"Young or Middle-Aged Expert",
	"Front-Line Expert",
	"Ethnic-Minority Expert",
)

# events
FESTIVAL = "Festival"
HARDSHIP = "Hardship"
ACHIEVEMENT = "Major Achievement"
ILLNESS = "Serious Illness"
AWARD = "Award or Punishment"
CHANGE_OF_POST = "Change of Post or Retirement"
SETBACK = "Setback"
CONDUCT = "Conduct Concern"
