"""Files that people write: YAML read safely, and what is wrong with it in one sentence."""
