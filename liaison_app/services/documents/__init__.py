"""Papers that duties ask for: their figures, parts, drafts, declarations and collation."""
