"""One self-contained HTML page that shows where an institution stands, in Chinese and English."""

from .page import report

__all__ = ["report"]
