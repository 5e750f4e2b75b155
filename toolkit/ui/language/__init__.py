"""Every text of the interface, in English and Chinese."""
