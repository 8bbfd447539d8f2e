"""Keep reports, accounts, claims, cases, victims and codings: the heart.

**Identity.** The key of a report is its id with a digest of its content. The key of an account is
its report with the span of words that states its event, so that a later reading finds it again by
overlap. The id of a case (`V-1000`) is minted when a person opens it, and never reused. Numbers
below 1000 belong to the open case file. After a merge the old id leads to the other case. Every
merge, split and move can be undone.

**Accepted values.** Until somebody adjudicates, each field is computed by the rule that the
codebook names (`accepted`), with its support. An adjudication counts once a second person has
verified it; until then the earlier values stay.

**What is public** is decided by the pure rules of `disclosure` and `withheld`, after
docs/use/publication-policy.md.

**Changes.** Every verb runs as `domain.changing`: it announces the cases that it touched before
its transaction ends, and rooms above follow in the same transaction.

**Machine and people.** The machine owns candidates and suggestions. What a person opened changes
only by people. A team's sheet (`domain.importing`) is planned before it is imported, and merged
with what people changed since. Lists of others (`domain.listing`) stay at the desk.
"""
