"""Thumbelina, the embedded text-to-image model of hands: its school, recipe and weights."""
