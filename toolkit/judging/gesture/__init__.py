"""Which gesture a hand makes: joints measured and compared with the vocabulary."""
