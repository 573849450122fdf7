"""JSON files from people: read with care, held against a schema, every fault named with its place and its cure."""

from .problems import FileRefused, Problem, describe, json_path, nearest
from .reading import LARGEST_FILE, parse_json, read_bytes, read_json
from .schema import Schema

__all__ = [
	"LARGEST_FILE",
	"FileRefused",
	"Problem",
	"Schema",
	"describe",
	"json_path",
	"nearest",
	"parse_json",
	"read_bytes",
	"read_json",
]
