"""The app: words, sweeps, blind rating and results in the browser; a module a tab."""
