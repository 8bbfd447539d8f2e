"""Forms about testimony: the sender's, and the desk's."""
