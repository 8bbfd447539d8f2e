"""The page of a person: their life, what happened, what became of it, and how they are remembered.

Everybody has one who was killed as an adult and whom the policy lets be named (`visibility`).

- `addresses`: the address of a person stays, whatever is corrected.
- `lives`: the text on a life, shipped or written by editors (`verbs/writing.py`).
- `page`: what the page shows, from the page of the case.
"""
