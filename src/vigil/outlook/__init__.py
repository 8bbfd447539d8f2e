"""Ask panels of experts about illicit markets, record consultations, and publish reports of both.

- Panels are blind. Closing a round (`panels.verbs.rounds`) asks for its results. The background
  process computes them (`results.verbs.computing`) and keeps them in rows of their own (`Pooled`,
  `RoundFeedback`). Answers are read only through `panels.queries` and `results.queries`, which
  check who reads. `results.public` holds what everybody may read. Web workers never load the
  modules that pool (`results.pooling`, `results.weighting`).
- Consultations: two people code each statement, and neither sees the other's codes. Consent to a
  quote is checked in `trust` each time it is shown.
- Reports hold no numbers of their own. `sources` reads each number where it is kept. An edition is
  frozen, and its files are made from the frozen data alone (`reports.edition_files`). A passage is
  also removed from frozen editions when its person, case or story is no longer shown
  (`reports.verbs.errata_and_removals`).
- Index editions are published scores of countries, imported from spreadsheets.

Read docs/use/outlook-panels.md, outlook-consultations.md, outlook-editions.md and
outlook-report.md.
"""
