"""Pictures that were made elsewhere: found, checked in processes of their own, made a run."""
