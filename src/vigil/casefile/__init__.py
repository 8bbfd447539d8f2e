"""Keep reports, accounts, claims, cases, victims and codings.

**Identity.** The key of a report is its id with a digest of its content. The key of an account is
its report with the span of words that states its event. A later reading finds the account again by
the overlap of these spans. A case gets its id (`V-1000`) when a person opens it; no id is used
twice. Numbers below 1000 belong to the open case file. After a merge the old id leads to the other
case. Every merge, split and move can be undone (`cases.verbs.undoing`).

**Accepted values.** Until somebody adjudicates, each field is computed by the rule that the
codebook names, with its support (`coding.accepted_values`). An adjudication counts once a second
person has verified it. Until then the earlier values stay.

**What is public** is decided by pure functions in `disclosure.policy` and
`disclosure.withheld_words`. They follow docs/use/publication-policy.md.

**Changes.** Every verb runs within `cases.changes.case_changes`. It announces the changed cases
before its transaction ends, and rooms above follow in the same transaction.

**Machine and people.** The machine may regroup candidates and suggestions. Only people change a
case that a person opened. A team's sheet (`sheets.verbs.importing`) is planned before it is
imported, and merged with what people changed since. Lists of other publishers (`lists`) are never
public.
"""
