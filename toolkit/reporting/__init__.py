"""A run as a folder that opens from disk: results as a story, and every picture behind them."""
