"""Archives: the file of an officer for a period, and a unit's pack for an inspection, as a zip with an index."""
