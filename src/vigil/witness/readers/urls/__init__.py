"""Addresses of private links to drafts, and of the screen of their readers at the desk."""
