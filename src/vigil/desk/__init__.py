"""Show the screens where people triage, code, adjudicate, merge and verify.

Screens call the verbs of `vigil.casefile.domain`, which decide. Read docs/use/desk.md.
"""
