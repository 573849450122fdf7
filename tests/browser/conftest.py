"""Fixtures for tests in a real Chromium, against the site as it is served. What they commit is deleted afterwards."""

import os
from collections.abc import Callable, Generator, Iterator

import frappe
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from devtools.servers import find_program
from tests import sitekit
from tests.site.conftest import USER_PASSWORD, make_user, served, site
from tests.site.sample_site import College, loaded_college

__all__ = ["make_user", "served", "site"]

# What the page showed and said when a test failed is kept among the logs.
FAILED = pytest.StashKey[bool]()
PATIENCE = 60_000  # milliseconds: the machine may be busy
CHROMIUM_OPTIONS = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
	"""Those on the sample college come last and share it: loading it takes as long as five tests."""
	items.sort(key=lambda item: "sample_college" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def sample_college(site: str) -> Iterator[College]:
	"""The sample college with the night's work done, its logins in Chinese."""
	with loaded_college() as college:
		users = list(college.logins.values())
		frappe.db.set_value("User", {"name": ("in", users)}, "language", "zh")
		frappe.db.commit()
		frappe.clear_cache()
		yield college


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
	expect.set_options(timeout=PATIENCE)
	with sync_playwright() as playwright:
		browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
		yield browser
		browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
	report = yield
	item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
	return report


@pytest.fixture
def browser_page(
	chromium: Browser, served: sitekit.Server, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
	"""`browser_page(1280, 800)` opens a page of that size; addresses are relative to the site."""
	pages: list[tuple[Page, list[str]]] = []

	def opened(width: int = 1280, height: int = 800, locale: str = "en-US", has_touch: bool = False) -> Page:
		context = chromium.new_context(
			base_url=served.url,
			viewport={"width": width, "height": height},
			has_touch=has_touch,
			locale=locale,
			timezone_id="Asia/Shanghai",
		)
		context.set_default_timeout(PATIENCE)
		page, said = context.new_page(), []
		page.on("console", lambda message: said.append(message.text))
		page.on("pageerror", lambda error: said.append(str(error)))
		page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
		pages.append((page, said))
		return page

	yield opened
	for number, (page, said) in enumerate(pages):
		if request.node.stash.get(FAILED, False):
			trace = sitekit.LAB / "logs" / f"{request.node.name}-{number}"
			page.screenshot(path=trace.with_suffix(".png"))
			trace.with_suffix(".txt").write_text("\n".join(said))
		page.context.close()


@pytest.fixture
def logged_in(browser_page: Callable[..., Page]) -> Callable[..., Page]:
	"""`logged_in("ann@liaison.example")`: an empty page of that user, who was made by `make_user`; with `land`, where a login leads.

	The login's form is left out, because it takes as long as the rest of many a test.
	"""

	def log_in(email: str, password: str = USER_PASSWORD, *, land: bool = False, **options: int) -> Page:
		page = browser_page(**options)
		answer = page.request.post("/api/method/login", form={"usr": email, "pwd": password})
		expect(answer).to_be_ok()
		if land:
			page.goto(answer.json()["home_page"], wait_until="commit")
		return page

	return log_in


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
	"""`picture(page, "visit")` keeps what the page shows: under LIAISON_SCREENSHOTS (docs/screenshots), else among the logs."""
	folder = sitekit.CHECKOUT / (
		os.environ.get("LIAISON_SCREENSHOTS") or sitekit.LAB / "logs" / "screenshots"
	)

	def taken(page: Page, name: str) -> None:
		folder.mkdir(parents=True, exist_ok=True)
		page.screenshot(path=folder / f"{name}.png")

	return taken
