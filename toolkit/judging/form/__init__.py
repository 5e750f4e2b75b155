"""Is the hand well formed? A small network reads its crop densely; what it saw decides."""
