"""The Frappe side of the engine: read facts in sets, let the engine decide, write the difference."""
