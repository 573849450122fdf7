"""Fixtures for tests in a real Chromium, against the site as it is served. What they commit is deleted afterwards."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from devtools.servers import find_program
from tests import sitekit
from tests.site.conftest import USER_PASSWORD, make_user, served, site

__all__ = ["make_user", "served", "site"]

CHROMIUM_OPTIONS = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
]


@pytest.fixture(autouse=True)
def cleaned(site: str) -> Iterator[None]:
	"""Every browser test commits; what it added goes afterwards."""
	sitekit.start_afresh()
	with sitekit.clean_afterwards():
		yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
	"""Chromium at CHROMIUM, else the one on PATH."""
	program = os.environ.get("CHROMIUM") or find_program("chromium", "chromium-browser", "google-chrome")
	with sync_playwright() as playwright:
		browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
		yield browser
		browser.close()


@pytest.fixture
def browser_page(chromium: Browser, served: sitekit.Server) -> Iterator[Callable[..., Page]]:
	"""`browser_page(1280, 800)` opens a page of that size; addresses are relative to the site."""
	contexts = []

	def opened(width: int = 1280, height: int = 800, locale: str = "en-US") -> Page:
		context = chromium.new_context(
			base_url=served.url,
			viewport={"width": width, "height": height},
			locale=locale,
			timezone_id="Asia/Shanghai",
		)
		contexts.append(context)
		context.set_default_timeout(30_000)
		return context.new_page()

	yield opened
	for context in contexts:
		context.close()


@pytest.fixture
def logged_in(browser_page: Callable[..., Page]) -> Callable[..., Page]:
	"""`logged_in("ann@liaison.example")`: a page on the desk as that user, who was made by `make_user`."""

	def log_in(email: str, password: str = USER_PASSWORD, **options: int) -> Page:
		page = browser_page(**options)
		page.goto("/login")
		page.fill("#login_email", email)
		page.fill("#login_password", password)
		page.click(".btn-login:visible")
		page.wait_for_url("**/app**", wait_until="commit")
		return page

	return log_in
