"""Checks of visits on a site: what is asked about them, who answers, and what others' registers say."""
