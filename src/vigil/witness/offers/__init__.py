"""Offers from other rooms: people who agreed to be asked for their account."""
