"""How long a test waits for what has to come about: so long that only a fault makes it wait in vain."""

PATIENCE = 120.0  # seconds; a busy machine is many times slower than the one a test was written on
