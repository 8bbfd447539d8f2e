"""Grants from draft to closing: plan, agreement, amendments, accompaniment."""
