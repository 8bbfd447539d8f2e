"""Messages that members send to an event: moderation, text, cards."""
