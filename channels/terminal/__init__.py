"""A phone in a terminal, for people who build and test Imarisha."""
