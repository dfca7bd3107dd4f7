"""Private keys in files and hardware tokens: create, open, certify. Knows `credential/` only."""
