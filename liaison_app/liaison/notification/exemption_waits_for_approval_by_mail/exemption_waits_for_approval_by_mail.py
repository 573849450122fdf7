# Frappe looks for this module beside a standard Notification; subject and message need nothing from it.
