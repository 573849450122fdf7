"""One Excel workbook (.xlsx) that loads units, terms, officers with posts, targets and assignments: all or nothing.

`sheets` says what the sheets hold; `template` writes an empty workbook; `opening`, `cells` and `reading` read a filled one;
`checking` holds it against what the site has; `difference` says what would change. These are pure. `stored`, `writing`,
`loading` and `importing` are the site's side.
"""
