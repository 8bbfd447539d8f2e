"""Who comes to a session: taps at the door, walk-ins, the waiting list by hand."""
