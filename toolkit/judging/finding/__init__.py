"""Finding hands: a stranger's picture made safe to look at, and every hand in it."""
