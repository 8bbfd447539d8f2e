"""What is told, inside the transaction, when a party may be seen otherwise than before."""

from django.dispatch import Signal

party_changed = Signal()
"""Sent with `party`, once its level is set or it was removed, before the transaction ends.

What is published follows at once. A receiver that fails undoes the change.
"""
