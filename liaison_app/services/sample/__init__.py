"""The sample college on a site: for demonstrations and tests, never on a site where real people work."""

from .loading import PASSWORD, Loaded, load

__all__ = ["PASSWORD", "Loaded", "load"]
