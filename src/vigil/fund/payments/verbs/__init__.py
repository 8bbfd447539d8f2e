"""Approve and pay tranches, reverse payments, manage donors."""
