"""Collect what experts judge of illicit markets and how sure they are; publish a report of it.

- Panels are blind. Closing a round (`domain.rounds`) asks for its results; the background process
  computes them (`domain.preparing`), in rows of their own (`Pooled`, `RoundFeedback`).
  `panel_queries` is the only way to answers, and asks who reads; `panel_public` holds what
  everybody may read. Web workers never load what pools (`domain.pooling`, `domain.weighting`).
- Consultations: two people code each statement, and neither sees the other's codes. Consent to a
  quote is checked in `trust` each time.
- Reports hold no number of their own. `sources` reads each number where it is kept. An edition is
  frozen, and its files are made from the frozen data alone (`report_files`). A passage leaves
  frozen editions too when its person, case or story is no longer shown; `publication.standing` and
  `publication.naming` say when.

Read docs/use/outlook-panels.md, outlook-consultations.md, outlook-editions.md and
outlook-report.md.
"""
