"""A fictional college to try everything on: sixty people, four hundred targets, two terms, a semester of visits."""

from .college import SampleCollege, sample_college
from .dates import DEFAULT_TODAY

__all__ = ["DEFAULT_TODAY", "SampleCollege", "sample_college"]
