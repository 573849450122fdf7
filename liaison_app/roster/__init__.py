"""Roster and visits files: an institution's people, targets, calendar and visits as JSON, without a site."""

from ..jsonfile import FileRefused, Problem, describe
from .files import Roster, read_roster, read_visits, roster_from, visits_from
from .joining import institution_from, joined, read_institution, vocabulary_of
from .vocabulary import Vocabulary

__all__ = [
	"FileRefused",
	"Problem",
	"Roster",
	"Vocabulary",
	"describe",
	"institution_from",
	"joined",
	"read_institution",
	"read_roster",
	"read_visits",
	"roster_from",
	"visits_from",
	"vocabulary_of",
]
