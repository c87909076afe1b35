"""What happened with a member, from all features together: her timeline, and her statement of a period."""
