"""The screens where people triage, code, adjudicate, merge and verify cases.

The screens call the verbs of `vigil.casefile`, which decide what is allowed. Read docs/use/desk.md.
"""
