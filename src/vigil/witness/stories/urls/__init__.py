"""Addresses of the desk screens of stories."""
