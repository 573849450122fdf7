"""Rule packs: regulations as data. Five are shipped here; docs/pack-format.md says how to write another."""

from .combine import combined
from .loader import LARGEST_PACK, Pack, pack_from, parse_pack, problems_of_file, read_pack, shipped_packs

__all__ = [
	"LARGEST_PACK",
	"Pack",
	"combined",
	"pack_from",
	"parse_pack",
	"problems_of_file",
	"read_pack",
	"shipped_packs",
]
