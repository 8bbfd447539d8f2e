"""Addresses of names: public pages, and screens at the desk."""
