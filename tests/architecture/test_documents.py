"""Links between the documents lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)")


def documents(root: Path) -> list[Path]:
	return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / "benchmarks").rglob("*.md")])


def broken_links(file: Path) -> list[str]:
	links = LINK.findall(file.read_text())
	return [link for link in links if "://" not in link and not (file.parent / link).exists()]


@pytest.mark.parametrize("file", documents(ROOT), ids=lambda file: str(file.relative_to(ROOT)))
def test_links_lead_somewhere(file: Path):
	assert broken_links(file) == []


def test_a_planted_broken_link_is_caught(tmp_path: Path):
	(tmp_path / "README.md").write_text(
		"[here](here.md) [there](https://example.com) ![picture](README.md#top)\n"
	)
	assert broken_links(tmp_path / "README.md") == ["here.md"]


def test_decisions_are_numbered_without_gaps():
	numbers = [int(file.name[:4]) for file in (ROOT / "docs" / "adr").glob("*.md")]
	assert sorted(numbers) == list(range(1, len(numbers) + 1))
