"""How people speak of hands: what Thumbelina's text encoder is taught to hear."""
