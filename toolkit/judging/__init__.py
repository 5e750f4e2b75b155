"""Judges: what is in a picture, and whether it shows the gesture it was asked to show."""
