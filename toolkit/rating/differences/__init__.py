"""What one wording changes against another: on the same seeds, or of two samples."""
