"""How the form reader is taught: endless crops of known truth, and the training itself."""
