"""Tell stories of those killed, remember them, and offer a safe way to add to them.

- Stories: editors write Wagtail pages, of which none is served. `projecting` alone makes the rows
  that readers see. `cms` names the few URLs of Wagtail that answer.
- Campaigns: they copy only their own words. Stories, names, figures and sessions are read anew for
  each page (`campaign_reading`); a block is shown only while everyone it names may be named
  (`campaign_said`).
- Names: every output asks `names_queries` whom it may name. What editors decided survives a merge.
- Testimony: its words are sealed. The case file knows only that it exists
  (`casefile.domain.testimony`). The public forms use no cookie and read no address.

Read docs/use/witness.md, names.md and bear-witness.md.
"""
