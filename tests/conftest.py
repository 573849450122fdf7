"""For every test: the same examples in every run on a server, fresh ones at a desk."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("server", parent=settings.get_profile("desk"), derandomize=True)
settings.load_profile(os.environ.get("LIAISON_EXAMPLES", "desk"))
