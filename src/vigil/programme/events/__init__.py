"""Events and their sessions: create, move, cancel, publish and show them."""
