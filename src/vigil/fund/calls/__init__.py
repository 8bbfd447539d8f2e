"""Calls for applications: their texts, form and rubric as data, and their public pages."""
