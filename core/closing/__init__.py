"""The close of day: a business day ends when its tills are counted and its books balance, and stays as it was."""
