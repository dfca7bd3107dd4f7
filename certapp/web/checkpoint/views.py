"""Pages of the checkpoint's room."""
