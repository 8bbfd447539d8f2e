"""Voice messages at the desk: played, saved, written down."""
