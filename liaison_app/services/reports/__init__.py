"""The reports: what each asks of the database and how its lines come about. The modules in liaison/report only name them."""
