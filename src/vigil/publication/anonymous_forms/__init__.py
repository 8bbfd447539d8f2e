"""Forms for people we know nothing of: no cookie, no session, no script."""
