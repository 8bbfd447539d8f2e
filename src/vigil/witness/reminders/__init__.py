"""Letters on anniversaries, for people who signed up without an account."""
