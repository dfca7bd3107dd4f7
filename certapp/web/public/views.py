"""Pages that know nobody."""
