"""The day of an event: one page that a host keeps open while sessions are on."""
