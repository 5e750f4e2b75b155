"""Models, conditioning and the batch engine: requests in, pictures out."""
