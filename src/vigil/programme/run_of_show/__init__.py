"""The run of show: what happens in a session, minute by minute. Only hosts see it."""
