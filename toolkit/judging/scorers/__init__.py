"""Judges that are other people's models, by hub id or folder: CLIP's score, and any that talks."""
