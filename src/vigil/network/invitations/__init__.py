"""Invitations by letter, and joining by their link."""
