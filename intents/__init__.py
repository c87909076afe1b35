"""What people mean: pure functions from a member's words to an intent, its confidence and its entities."""
