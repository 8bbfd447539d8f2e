"""Requests from the public: list, open the contact, answer."""
