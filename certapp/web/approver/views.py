"""Pages of the approver's room."""
