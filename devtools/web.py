"""Serve a site with its static files on 127.0.0.1. Run by the bench's Python in the sites folder: web.py SITE PORT"""

import logging
import sys

import frappe.app
from werkzeug.serving import run_simple


def main(site: str, port: int) -> None:
	# As `frappe serve` does, which listens on every interface and shows a debugger: neither for a known password.
	frappe.app._site = site
	frappe.app._sites_path = "."
	logging.getLogger("werkzeug").setLevel(logging.ERROR)
	run_simple("127.0.0.1", port, frappe.app.application_with_statics(), threaded=True)


if __name__ == "__main__":
	main(sys.argv[1], int(sys.argv[2]))
