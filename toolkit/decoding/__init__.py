"""Pictures of any origin: decoded upright within bounds, in processes that may die of it."""
