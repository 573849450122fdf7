app_name = "liaison_app"
app_title = "Liaison"
app_publisher = "The liaison_app contributors"
app_description = "Duties of contact: who must visit or talk to whom, how often, and what is still owed"
app_email = "liaison@example.com"
app_license = "mit"
app_logo_url = "/assets/liaison_app/images/liaison.svg"

add_to_apps_screen = [
	{
		"name": "liaison_app",
		"logo": "/assets/liaison_app/images/liaison.svg",
		"title": "Liaison",
		"route": "/app/liaison",
		"has_permission": "liaison_app.permissions.may_open_app",
	}
]

# Officers and clerks begin with My Duties.
on_session_creation = "liaison_app.services.landing.after_login"
extend_bootinfo = "liaison_app.services.landing.extend_boot"

# Plain files: Frappe lets browsers keep them long, so the version is part of their addresses.
app_include_css = [
	"/assets/liaison_app/css/liaison.css?v=0.1.0",
	"/assets/liaison_app/css/sections.css?v=0.1.0",
]
app_include_js = [
	"/assets/liaison_app/js/states.js?v=0.1.0",
	"/assets/liaison_app/js/outbox.js?v=0.1.0",
	"/assets/liaison_app/js/picker.js?v=0.1.0",
	"/assets/liaison_app/js/quick_record_parts.js?v=0.1.0",
	"/assets/liaison_app/js/quick_record.js?v=0.1.0",
	"/assets/liaison_app/js/top_bar.js?v=0.1.0",
	"/assets/liaison_app/js/calendar.js?v=0.1.0",
	"/assets/liaison_app/js/form_sections.js?v=0.1.0",
	"/assets/liaison_app/js/reports.js?v=0.1.0",
	"/assets/liaison_app/js/official_forms.js?v=0.1.0",
	"/assets/liaison_app/js/approvals.js?v=0.1.0",
	"/assets/liaison_app/js/hand_over.js?v=0.1.0",
	"/assets/liaison_app/js/papers.js?v=0.1.0",
	"/assets/liaison_app/js/timetable_picker.js?v=0.1.0",
	"/assets/liaison_app/js/exemptions.js?v=0.1.0",
	"/assets/liaison_app/js/tours.js?v=0.1.0",
]
doctype_js = {
	"Contact Target": "public/js/target_history.js",
	"Liaison Officer": "public/js/officer_overview.js",
	"Periodic Obligation": "public/js/obligation_ledger.js",
	"ToDo": "public/js/todo.js",
}

after_install = "liaison_app.install.after_install"
after_migrate = "liaison_app.install.after_migrate"
before_uninstall = "liaison_app.uninstall.before_uninstall"

# The night's run; every hour a look whether it was missed or lost, and the digests whose hour has come.
scheduler_events = {
	"cron": {
		"15 1 * * *": ["liaison_app.jobs.nightly"],
		"35 1 * * *": ["liaison_app.jobs.look_after_matters"],
		"45 * * * *": ["liaison_app.jobs.watch", "liaison_app.jobs.look_after_archives"],
		"5 * * * *": ["liaison_app.jobs.send_digests"],
	}
}

# Visits are settled with rules and trees from the cache: it forgets them when one of their records changes.
_forget_rules = {
	"on_update": "liaison_app.services.rule_cache.forget",
	"after_delete": "liaison_app.services.rule_cache.forget",
	"after_rename": "liaison_app.services.rule_cache.forget",
}
# What is known by a name that people choose.
_check_name = {
	"validate": "liaison_app.liaison.checks.refuse_quote",
	"before_rename": "liaison_app.liaison.checks.refuse_quote",
}
doc_events = {
	"*": {"before_print": "liaison_app.liaison.sensitive.leave_out_of_print"},
	"Duty Document": {"before_cancel": "liaison_app.liaison.following.before_cancel"},
	"Duty Rule": _forget_rules,
	"Leave Application": {
		"on_submit": "liaison_app.services.working_out.leave_changed",
		"on_cancel": "liaison_app.services.working_out.leave_changed",
	},
	"Liaison Activity Type": _check_name,
	"Liaison Assignment Rule": _forget_rules,
	"Liaison Calendar Day": _forget_rules,
	"Liaison Post": {**_forget_rules, **_check_name},
	"Liaison Regulation": {**_forget_rules, **_check_name},
	"Liaison Tag": _check_name,
	"Liaison Term": {**_forget_rules, **_check_name},
	"Liaison Unit": {**_forget_rules, **_check_name},
	"Liaison Unit Type": _check_name,
	"Matter Channel": _check_name,
	"Matter Kind": _check_name,
	"Matter Route": _check_name,
	"Target Type": {**_forget_rules, **_check_name},
	"Trigger Event Type": _check_name,
	"Version": {"before_insert": "liaison_app.liaison.sensitive.leave_out_of_version"},
	"Workflow": {
		"on_update": "liaison_app.services.workflow_states.workflow_changed",
		"after_delete": "liaison_app.services.workflow_states.workflow_changed",
	},
}

# What Print Formats may call.
jinja = {
	"methods": [
		"liaison_app.forms.markup.liaison_height",
		"liaison_app.forms.markup.liaison_pages",
		"liaison_app.services.official_forms.printing.liaison_form",
		"liaison_app.services.official_forms.printing.liaison_zoom",
		"liaison_app.services.reception.rosters.liaison_roster",
		"liaison_app.services.reports.branch_log.liaison_branch_log",
	]
}

permission_query_conditions = {
	"Duty Document Carrier": "liaison_app.table_permissions.duty_document_carrier_query_conditions",
	"Duty Document Matter": "liaison_app.table_permissions.duty_document_matter_query_conditions",
	"Duty Document Row": "liaison_app.table_permissions.duty_document_row_query_conditions",
	"Duty Document Section": "liaison_app.table_permissions.duty_document_section_query_conditions",
	"Duty Document Source": "liaison_app.table_permissions.duty_document_source_query_conditions",
	"Contact Visit Officer": "liaison_app.table_permissions.contact_visit_officer_query_conditions",
	"Visit Check": "liaison_app.table_permissions.visit_check_query_conditions",
	"Contact Visit Target": "liaison_app.table_permissions.contact_visit_target_query_conditions",
	"Liaison Activity Link": "liaison_app.table_permissions.liaison_activity_link_query_conditions",
	"Liaison Assessment Row": "liaison_app.table_permissions.liaison_assessment_row_query_conditions",
	"Officer Leave": "liaison_app.table_permissions.officer_leave_query_conditions",
	"Officer Tenure": "liaison_app.table_permissions.officer_tenure_query_conditions",
	"Target Contact Person": "liaison_app.table_permissions.target_contact_person_query_conditions",
	"Target Tag": "liaison_app.table_permissions.target_tag_query_conditions",
	"Contact Target": "liaison_app.permissions.contact_target_query_conditions",
	"Contact Visit": "liaison_app.permissions.contact_visit_query_conditions",
	"Duty Document": "liaison_app.permissions.duty_document_query_conditions",
	"Exemption": "liaison_app.permissions.exemption_query_conditions",
	"Liaison Assessment": "liaison_app.permissions.liaison_assessment_query_conditions",
	"Liaison Archive": "liaison_app.permissions.liaison_archive_query_conditions",
	"Liaison Assignment": "liaison_app.permissions.liaison_assignment_query_conditions",
	"Liaison Nudge": "liaison_app.permissions.liaison_nudge_query_conditions",
	"Liaison Calendar Feed": "liaison_app.permissions.liaison_calendar_feed_query_conditions",
	"Liaison Officer": "liaison_app.permissions.liaison_officer_query_conditions",
	"Liaison Timetable Entry": "liaison_app.permissions.liaison_timetable_entry_query_conditions",
	"Periodic Obligation": "liaison_app.permissions.periodic_obligation_query_conditions",
	"Matter Pause": "liaison_app.table_permissions.matter_pause_query_conditions",
	"Matter Step": "liaison_app.table_permissions.matter_step_query_conditions",
	"Raised Matter": "liaison_app.permissions.raised_matter_query_conditions",
	"Trigger Event": "liaison_app.permissions.trigger_event_query_conditions",
	"Presence Register": "liaison_app.judged_permissions.presence_register_query_conditions",
	"Roster Swap": "liaison_app.judged_permissions.roster_swap_query_conditions",
	"Roster Week": "liaison_app.judged_permissions.roster_week_query_conditions",
	"Spot Check": "liaison_app.judged_permissions.spot_check_query_conditions",
	"Visit Flag": "liaison_app.judged_permissions.visit_flag_query_conditions",
	"Visit Flag Officer": "liaison_app.judged_permissions.visit_flag_officer_query_conditions",
	"Visit Flag Visit": "liaison_app.judged_permissions.visit_flag_visit_query_conditions",
}

has_permission = {
	"Contact Target": "liaison_app.permissions.contact_target_has_permission",
	"Contact Visit": "liaison_app.permissions.contact_visit_has_permission",
	"Duty Document": "liaison_app.permissions.duty_document_has_permission",
	"Exemption": "liaison_app.permissions.exemption_has_permission",
	"Liaison Assessment": "liaison_app.permissions.liaison_assessment_has_permission",
	"Liaison Archive": "liaison_app.permissions.liaison_archive_has_permission",
	"Liaison Assignment": "liaison_app.permissions.liaison_assignment_has_permission",
	"Liaison Nudge": "liaison_app.permissions.liaison_nudge_has_permission",
	"Liaison Calendar Feed": "liaison_app.permissions.liaison_calendar_feed_has_permission",
	"Liaison Officer": "liaison_app.permissions.liaison_officer_has_permission",
	"Liaison Timetable Entry": "liaison_app.permissions.liaison_timetable_entry_has_permission",
	"Periodic Obligation": "liaison_app.permissions.periodic_obligation_has_permission",
	"Raised Matter": "liaison_app.permissions.raised_matter_has_permission",
	"Trigger Event": "liaison_app.permissions.trigger_event_has_permission",
	"Presence Register": "liaison_app.judged_permissions.presence_register_has_permission",
	"Roster Swap": "liaison_app.judged_permissions.roster_swap_has_permission",
	"Spot Check": "liaison_app.judged_permissions.spot_check_has_permission",
	"Visit Flag": "liaison_app.judged_permissions.visit_flag_has_permission",
}

# Frappe's link fields tell titles of records that are hidden from the user; its workflow button decides on what has changed since.
override_whitelisted_methods = {
	"frappe.model.workflow.apply_workflow": "liaison_app.api.approvals.step",
	"frappe.client.get": "liaison_app.api.narrowed.get",
	"frappe.client.get_count": "liaison_app.api.narrowed.get_count",
	"frappe.desk.form.linked_with.get": "liaison_app.api.narrowed.linked",
	"frappe.desk.listview.get_group_by_count": "liaison_app.api.narrowed.group_by_count",
	"frappe.desk.search.get_link_title": "liaison_app.api.links.link_title",
	"frappe.desk.search.search_link": "liaison_app.api.links.search_link",
	"frappe.desk.search.search_widget": "liaison_app.api.links.search_widget",
}

# On the form of an officer: who reminded him or her of what is behind.
additional_timeline_content = {"Liaison Officer": ["liaison_app.services.nudging.timeline"]}

# DocTypes with a calendar, offered in the menu of each calendar.
calendars = ["Contact Visit", "Liaison Term", "Periodic Obligation", "Roster Week"]
