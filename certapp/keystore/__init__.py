"""Private keys: create, open with a passphrase, certify. Knows `credential/` and nothing else of certapp."""
