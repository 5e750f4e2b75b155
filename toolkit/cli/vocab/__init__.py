"""`gesture vocab`: show, search, suggest, lint, new entries, round trip, export and import."""
