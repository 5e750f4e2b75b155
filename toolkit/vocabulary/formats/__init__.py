"""Other people's formats: wildcards, styles.csv, JSON Schema; out and in."""
