"""The roster of a rotation: drawn for a term, published, swapped, kept full, printed."""
