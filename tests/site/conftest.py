"""Fixtures for tests on a real site. They run in the bench's Python; tests/run.py makes the site and says where it is.

Each test starts from the installed site and is rolled back. A test that commits, or whose workers or requests do, says so
with `@pytest.mark.commits`; the rows it added are deleted afterwards (`commits(clean=False)`: it cleans up itself).
`frappe.flags.in_test` stays off: with it Frappe skips permission checks and runs background jobs at once.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import frappe
import pytest

from tests import sitekit
from tests.site.sample_site import College, loaded_college

USER_PASSWORD = "liaison-test-1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
	"""Those on the sample college come last and share it: loading it takes as long as many a file of tests."""
	items.sort(key=lambda item: "sample_college" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def sample_college(site: str) -> Iterator[College]:
	"""The sample college with the night's work done. Its tests add nothing that stays."""
	with loaded_college() as college:
		yield college


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
	"""The test site's name; this process is connected to it as Administrator."""
	sitekit.connect()
	yield sitekit.SITE
	frappe.db.rollback()
	frappe.destroy()


@pytest.fixture(autouse=True)
def rolled_back(site: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
	"""Undo the test: by rollback, or where it says that it commits by deleting what it added."""
	sitekit.start_afresh()
	commits = request.node.get_closest_marker("commits")
	if commits:
		with sitekit.clean_afterwards() if commits.kwargs.get("clean", True) else nullcontext():
			yield
		return
	with sitekit.fresh_metadata(), sitekit.rolled_back_afterwards(), monkeypatch.context() as patch:
		patch.setattr(frappe.db, "commit", _refuse_to_commit)
		yield


def _refuse_to_commit() -> None:
	raise AssertionError(
		"This test commits: mark it @pytest.mark.commits, so that its rows are deleted afterwards."
	)


@pytest.fixture
def as_user(site: str) -> Callable[[str], AbstractContextManager[None]]:
	"""`with as_user(email):` runs the block as that user."""

	@contextmanager
	def switched(email: str) -> Iterator[None]:
		before = frappe.session.user
		frappe.set_user(email)
		try:
			yield
		finally:
			frappe.set_user(before)

	return switched


@pytest.fixture
def make_user(site: str) -> Callable[..., str]:
	"""`make_user("ann@liaison.example", "Liaison Officer")`: a desk user with those roles, able to log in; its name."""
	return make_login


def make_login(email: str, *roles: str, enabled: bool = True) -> str:
	"""Insert a desk user with roles and a known password."""
	user = frappe.get_doc(
		{
			"doctype": "User",
			"email": email,
			"first_name": re.split(r"[.@]", email)[0].title(),
			"enabled": int(enabled),
			"send_welcome_email": 0,
			"user_type": "System User",
			"new_password": USER_PASSWORD,
			"roles": [{"role": role} for role in ("Desk User", *roles) if frappe.db.exists("Role", role)],
		}
	)
	user.flags.no_welcome_mail = True
	with sitekit.metadata_kept():
		return str(user.insert().name)


@pytest.fixture
def workers(site: str) -> Iterator[sitekit.Workers]:
	"""`workers(2)` starts two real RQ workers; each has `pid`, `horse`, `kill()` (-9) and `stop()`."""
	factory = sitekit.Workers()
	yield factory
	factory.stop()


@pytest.fixture(scope="session")
def served(site: str) -> Iterator[sitekit.Server]:
	"""The site on the web; `served.url`."""
	server = sitekit.Server()
	server.start()
	yield server
	server.stop()
