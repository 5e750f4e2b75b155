"""Which hand words a prompt lacks."""
