"""Frozen, numbered datasets of what is public: lines, files, changelog."""
