"""Answer a new site's setup wizard, so that its desk opens. Run by the bench's Python in the sites folder:
complete_setup.py SITE LANGUAGE
"""

import sys

import frappe
from frappe.desk.page.setup_wizard.setup_wizard import setup_complete

ANSWERS = {
	"country": "China",
	"timezone": "Asia/Shanghai",
	"currency": "CNY",
	"full_name": "Site Owner",
	"email": "owner@liaison.example",
	"password": "liaison-owner-1",
}


def main(site: str, language: str) -> None:
	frappe.init(site)
	frappe.connect()
	frappe.set_user("Administrator")
	setup_complete({**ANSWERS, "language": language, "lang": language})
	frappe.db.commit()
	if not frappe.db.get_single_value("System Settings", "setup_complete"):
		raise SystemExit(f"The setup wizard of {site} did not finish; see its Error Log.")
	frappe.destroy()


if __name__ == "__main__":
	main(*sys.argv[1:])
