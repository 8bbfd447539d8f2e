"""Signing in through allauth, its forms, and the second factor."""
