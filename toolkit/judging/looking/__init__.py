"""Judges at work: on the pictures of a run, on files, in processes of their own."""
