"""A phone in the browser: it dials, texts, chats and calls through the real webhooks, and shows what the money did."""
