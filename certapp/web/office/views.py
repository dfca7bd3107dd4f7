"""Pages of the clerk's room."""
