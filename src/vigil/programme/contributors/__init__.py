"""Who takes part in a session: consent, public name, and withdrawal of a name."""
