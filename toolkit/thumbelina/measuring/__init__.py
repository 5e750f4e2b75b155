"""Measuring the embedded model: yields, obedience to words, control, as its card reports."""
