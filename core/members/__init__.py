"""Who belongs to the institution, by which phones, with which PIN, and what they agreed to."""
