"""A run for other programs and other people: Parquet, picture folders, recipe cards, the hub."""
