"""The official forms of the institution, filled with what the reader may see: rows, templates, documents."""
