"""Bundles: one zip of many files with an index, made part by part on disk and never held in memory. Pure."""

from .letters import Letter, letter
from .parts import Part, Parts
from .sheets import Cell, Sheet, write_workbook

__all__ = ["Cell", "Letter", "Part", "Parts", "Sheet", "letter", "write_workbook"]
