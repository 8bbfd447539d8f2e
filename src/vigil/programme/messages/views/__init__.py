"""Public pages and cards of messages, and the moderation screens."""
