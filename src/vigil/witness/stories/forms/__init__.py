"""Forms about stories: the readers' filter, and the desk's screens."""
