"""What people said, as lines that outlive the database: votes, verdicts, what was taken back.

``<home>/votes/`` holds a segment of JSON lines for each process that wrote, and in ``runs/`` a copy
of each run that was voted on, so that a lost database can be made again.
"""
