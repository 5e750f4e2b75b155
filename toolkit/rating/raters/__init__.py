"""Whom to believe: judges and people held against each other and against what is known."""
