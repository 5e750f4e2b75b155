"""Where the requests of a sweep are run."""
