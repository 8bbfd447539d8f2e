"""Change events and sessions, and record each change that the public is told of."""
