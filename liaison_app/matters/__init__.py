"""The course of raised matters: steps, deadlines in working days, levels, duplicates, figures. Pure; the site is in services.matters."""
