"""Run the resilience fund: calls, applications, reviews, grants, payments, results.

Its list of grantees is a list of people at risk. So tables hold only codes, states, days and
amounts in minor units. Text about a party is in the vault, sealed with a key of that party
(`trust.vault.verbs.own_keys`). Removing the party destroys the key.

`payments.ledger` adds up entries that never change, and checks them against the unpaid tranches.
`releases.suppression` decides which numbers may be published. Read docs/use/fund.md.
"""
