"""Addresses of people: public pages, and the screen on a life at the desk."""
