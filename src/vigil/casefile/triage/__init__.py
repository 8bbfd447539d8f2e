"""Who looks after a case, when it comes back, and what people say to each other about it."""
