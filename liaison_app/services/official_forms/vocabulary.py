"""Which words of the site mean what the forms ask for. An institution's own type counts by the type that it is a kind of."""

from collections.abc import Collection, Iterable

import frappe

OBSERVING = frozenset({"Class Observation", "Teaching Supervision"})
CLASS, DORMITORY, HARDSHIP = "Class", "Dormitory", "Hardship Student"
COURSE, TEACHER, STAFF, STUDENT, PERSON = "Course", "Teacher", "Staff Member", "Student", "Person"
BRANCHES = frozenset({"General Branch", "Party Branch"})
TEACHER_CARRIERS = frozenset({"Research Group", "Staff Member", "Teaching Office"})
STUDENT_CARRIERS = frozenset(
	"Class,Club,Dormitory,Innovation Team,Online Group,Student,Student Media,Student Organisation".split(",")
)
# A line of the monthly sheet of leaders: types of the targets that belong there.
GROUPS_OF_TARGETS = {
	"general_branch": {"General Branch"},
	"leadership_team": {"College", "College Team"},
	"branch": {"Party Branch"},
	"teaching_office": {"Teaching Office"},
	"young_teacher": {"Young Teacher"},
	"classroom": {"Classroom"},
	"school_class": {"Class"},
	"dormitory": {"Dormitory"},
	"canteen": {"Canteen"},
	"club": {"Club", "Student Organisation"},
	"network": {"Online Group"},
}
# And those that an activity makes, with whomever it was.
GROUPS_OF_ACTIVITIES = {
	"Class Observation": "classroom",
	"Current-Affairs Lecture": "lecture",
	"Ideology Lecture": "lecture",
	"Lecture": "lecture",
	"Online Exchange": "network",
	"Shared Meal": "canteen",
}


class Kinds:
	"""The tree of target types."""

	def __init__(self) -> None:
		fields = ["name", "parent_target_type"]
		rows = frappe.get_all("Target Type", fields=fields, order_by="name asc", as_list=True)
		self._parents = dict(rows)

	def of(self, target_type: str) -> set[str]:
		"""The type and all that it is a kind of."""
		found: set[str] = set()
		name: str | None = target_type
		while name and name not in found:
			found.add(name)
			name = self._parents.get(name)
		return found

	def below(self, *wanted: str) -> list[str]:
		"""The types that are of a wanted kind."""
		return [name for name in self._parents if self.of(name) & set(wanted)]


def groups_of(
	targets: Iterable[tuple[str, str]], activities: Collection[str], kinds: Kinds
) -> dict[str, list[str]]:
	"""The lines of the monthly sheet that a visit to these (title, type) belongs to, each with the titles to name there."""
	found: dict[str, list[str]] = {}
	heard = "Class Observation" in activities
	targets = list(targets)
	for title, target_type in targets:
		for group, types in GROUPS_OF_TARGETS.items():
			# who hears a class enters the classroom, not the class
			if types & kinds.of(target_type) and not (heard and group == "school_class"):
				found.setdefault(group, []).append(title)
	for activity in sorted(activities):
		group_made = GROUPS_OF_ACTIVITIES.get(activity)
		if group_made and group_made not in found:
			found[group_made] = [title for title, _type in targets]
	return found
