"""Addresses of campaigns: public pages, and screens at the desk."""
