"""Duties of contact: who must visit or talk to whom, how often, and what is still owed."""

__version__ = "0.1.0"
