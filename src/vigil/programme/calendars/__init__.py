"""Sessions for the programs of readers: calendars, schedules, and what search engines read."""
