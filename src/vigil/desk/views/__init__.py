"""Screens. A view reads what was sent, calls one verb, and shows what the verb says."""
