"""What a vocabulary that loads could do better."""
