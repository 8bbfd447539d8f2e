"""The literature of a report: items, import, export, and how they are written."""
