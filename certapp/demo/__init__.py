"""The demo: the world of letter 319/MTTQ-BTT, made through the same verbs as a real office's records."""
