"""Conversations as the institution sees them: chats that wait for a signature, and the record of what happened."""
