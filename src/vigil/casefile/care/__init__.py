"""Care for the people who read about violence all day: what is shown, and for how long."""
