"""Raised matters on the site: the register, the steps of their course, who raised them, deadlines and what the night does."""
