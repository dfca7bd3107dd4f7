"""Pages of the official's room."""
