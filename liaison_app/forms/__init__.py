"""The institution's official forms: their fields, their values, their Word templates and the checks of those. Pure.

The workbook of the grid summary stands in `forms.workbook`: openpyxl would slow down the start of every rendering.
"""

from __future__ import annotations

from pathlib import Path

from .check_template import check_template
from .fields import FORMS, Field, Form, names_of
from .problems import Problem, TemplateFailed
from .word import LIMITS, Limits, render, render_many

TEMPLATES = Path(__file__).resolve().parent / "templates"


def shipped_template(form: Form) -> bytes:
	"""The Word template that comes with the app."""
	return (TEMPLATES / form.file_name).read_bytes()


__all__ = [
	"FORMS",
	"LIMITS",
	"TEMPLATES",
	"Field",
	"Form",
	"Limits",
	"Problem",
	"TemplateFailed",
	"check_template",
	"names_of",
	"render",
	"render_many",
	"shipped_template",
]
