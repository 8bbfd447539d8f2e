"""Invitations to colleagues: a letter or a link, and the account that it opens."""
