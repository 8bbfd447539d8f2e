"""Answers of experts, saved version by version and handed in, and their discussion."""
