"""Proposals of whom to support, and their screening before anybody contacts them."""
