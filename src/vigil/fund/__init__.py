"""Run the resilience fund: calls, applications, reviews, grants, payments, results.

Its list of grantees is a list of people at risk. So tables hold codes, states, days and whole
minor units of money. Words about a party lie in the vault under a key of its own
(`trust.domain.own_keys`), and removal destroys the key.

`ledger` computes what remains from unpaid tranches, and what was committed and paid from entries
that never change; the two must agree. `suppressing` decides, from the last release and the ledger,
which numbers the next release may state. Read docs/use/fund.md.
"""
