"""Addresses of testimony: the sender's pages, and screens at the desk."""
