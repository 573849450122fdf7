from liaison_app.setup.forms import ensure_forms
from liaison_app.setup.matters import ensure_matters
from liaison_app.setup.roles import ensure_roles
from liaison_app.setup.seed import ensure_settings, ensure_trigger_event_types
from liaison_app.setup.workflows import ensure_workflows


def after_install() -> None:
	ensure_everything()


def after_migrate() -> None:
	ensure_everything()


def ensure_everything() -> None:
	"""What the app needs on every site. Each step may run any number of times."""
	ensure_roles()
	ensure_trigger_event_types()
	ensure_settings()
	ensure_forms()
	ensure_matters()
	ensure_workflows()
