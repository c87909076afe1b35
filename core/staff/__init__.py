"""The people and programs that work here: who they are, how they prove it, and where they are signed in."""
