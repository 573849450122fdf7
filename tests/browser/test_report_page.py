"""The report that the embedded demo writes, opened as a file by a browser that is offline."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from liaison_app.embedded_demo import main

PICTURES = Path(__file__).parents[2] / ".reports" / "screenshots"
Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
	folder = tmp_path_factory.mktemp("report")
	assert main(["--out", str(folder), "--on", "2026-11-20"]) == 0
	return folder / "report.html"


@pytest.fixture
def opened(chromium: Browser, report: Path) -> Iterator[Opened]:
	"""`opened(390, "dark", "zh-CN")`: the report in a window of that width; a word on the console or a second request fails."""
	pages: list[tuple[Page, list[str]]] = []

	def open_report(
		width: int = 1280, colours: str = "light", locale: str = "en-US", **options: bool
	) -> Page:
		context = chromium.new_context(
			viewport={"width": width, "height": 900},
			color_scheme=colours,
			locale=locale,
			offline=True,
			**options,
		)
		page, said = context.new_page(), []
		page.on("console", lambda message: said.append(message.text))
		page.on("pageerror", lambda error: said.append(str(error)))
		page.on("request", lambda request: said.append(request.url))
		pages.append((page, said))
		page.goto(report.as_uri())
		return page

	yield open_report
	for page, said in pages:
		assert said == [report.as_uri()]
		page.context.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize(
	("width", "locale", "title"), [(390, "zh-CN", "联系任务一览"), (1280, "en-US", "Who owes what")]
)
def test_it_fits_every_screen_with_everything_unfolded(
	opened: Opened, width: int, colours: str, locale: str, title: str
) -> None:
	page = opened(width, colours, locale)
	expect(page.locator("h1")).to_have_text(title, use_inner_text=True)
	PICTURES.mkdir(parents=True, exist_ok=True)
	page.screenshot(path=PICTURES / f"report-{width}-{colours}.png")
	page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
	assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scripts", [True, False])
def test_the_language_is_switched_without_a_network(opened: Opened, scripts: bool) -> None:
	page = opened(java_script_enabled=scripts)
	for label, shown, hidden in (
		("中文", "今日到期待办", "Due today"),
		("English", "Due today", "今日到期待办"),
	):
		page.get_by_text(label, exact=True).click()
		expect(page.locator("#todos h2").get_by_text(shown)).to_be_visible()
		expect(page.locator("#todos h2").get_by_text(hidden)).to_be_hidden()


def test_a_person_is_found_and_unfolded(opened: Opened) -> None:
	page = opened()
	everybody = page.locator(".person:visible").count()
	page.fill("#find", "护理学院")
	found = page.locator(".person:visible")
	assert 0 < found.count() < everybody
	found.first.locator("summary").click()
	expect(found.first.locator("tbody tr").first).to_be_visible()
