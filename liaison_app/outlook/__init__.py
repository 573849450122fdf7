"""What is owed on a day and what a visit counts for, from files alone: figures, words, tables."""

from .standing import Standing, known_on, regulation_titles, standing

__all__ = ["Standing", "known_on", "regulation_titles", "standing"]
