// Picks course, class and teacher of a heard lesson from the timetable.
//
//   liaison.timetable.pick(day).then((lesson) => ...): a lesson as liaison_app.api.timetable.lessons tells it.
//   liaison.timetable.fill(frm, day, lesson): writes it into the form of a visit.
frappe.provide("liaison.timetable");

(function (timetable) {
	timetable.pick = (day) =>
		new Promise((resolve) => {
			const dialog = new frappe.ui.Dialog({
				title: __("From the Timetable"),
				fields: [
					{ fieldname: "day", fieldtype: "Date", label: __("Day"), default: day, reqd: 1, change: search },
					{ fieldname: "txt", fieldtype: "Data", label: __("Course, class, teacher or place") },
					{ fieldname: "lessons", fieldtype: "HTML" },
				],
			});
			function search() {
				const asked = { day: dialog.get_value("day"), txt: dialog.get_value("txt") || "" };
				if (!asked.day) return;
				frappe.xcall("liaison_app.api.timetable.lessons", asked).then((found) => {
					const now = { day: dialog.get_value("day"), txt: dialog.get_value("txt") || "" };
					if (now.day !== asked.day || now.txt !== asked.txt) return; // asked again meanwhile
					show(dialog, found, (lesson) => {
						dialog.hide();
						resolve({ day: asked.day, ...lesson });
					});
				});
			}
			dialog.show();
			dialog.get_field("txt").$input.on("input", frappe.utils.debounce(search, 300));
			search();
		});

	function show(dialog, lessons, choose) {
		const $list = dialog.get_field("lessons").$wrapper.empty().addClass("liaison-lessons");
		if (!lessons.length) {
			return $("<p class='text-muted'>").text(__("The timetable has no lesson then that you may see.")).appendTo($list);
		}
		lessons.forEach((lesson) => {
			const $lesson = $("<button type='button' class='btn btn-default btn-block text-left mb-2'>");
			const when = `${lesson.begins}–${lesson.ends}`;
			$("<div>").text([when, lesson.lesson, lesson.place].filter(Boolean).join(" · ")).appendTo($lesson);
			$("<div class='small text-muted' style='white-space: normal'>")
				.text(lesson.targets.map((each) => each.title).join(" · "))
				.appendTo($lesson);
			$lesson.on("click", () => choose(lesson)).appendTo($list);
		});
	}

	timetable.fill = (frm, lesson) => {
		frm.set_value({
			start: `${lesson.day} ${lesson.begins}:00`,
			duration_minutes: lesson.minutes,
			lesson: lesson.lesson,
			place: lesson.place,
		});
		frm.clear_table("targets");
		lesson.targets.forEach(({ target, title, role }) => {
			frappe.utils.add_link_title("Contact Target", target, title);
			frm.add_child("targets", { target, target_title: title, role });
		});
		frm.refresh_field("targets");
		const observed = (frm.doc.activities || []).some((row) => row.activity === "Class Observation");
		if (observed) return;
		return frappe.db.exists("Liaison Activity Type", "Class Observation").then((there) => {
			if (!there) return;
			frm.add_child("activities", { activity: "Class Observation" });
			frm.refresh_field("activities");
			frm.refresh();
		});
	};
})(liaison.timetable);
