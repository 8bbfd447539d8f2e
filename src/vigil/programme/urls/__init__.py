"""Addresses of the whole programme: public pages, and screens at the desk."""
