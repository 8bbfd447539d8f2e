"""Grant reports on a schedule, reminders, and what grants reached."""
