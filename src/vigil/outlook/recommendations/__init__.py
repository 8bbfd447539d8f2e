"""Responses that were tried, recommendations, and their follow-up."""
