"""Tell stories of those killed, remember them, and offer a safe way to add to them.

- `works`: what stories and campaigns do in the same way: drafts, review, publishing, withdrawal.
- `stories`: editors write Wagtail pages, which are never served (`editors`). Only
  `stories/projection.py` makes the rows that readers see.
- `campaigns`: they store only their own words. Stories, names, figures and sessions are read again
  for each page (`campaigns/queries/block_contents.py`). A block is shown only while every person
  it names may be named (`campaigns/named_people.py`).
- `names`: every output asks `names/visibility.py` which names it may show. Decisions of editors
  survive a merge. `reminders` sends letters on anniversaries.
- `people`: the page of each adult who was killed and may be named, and the texts on their lives.
- `testimony`: its words are sealed. The case file knows only that it exists
  (`casefile/reports/verbs/testimony.py`). The public forms use no cookie and read no address.
- `offers`: people who agreed to be asked for their account. `profiles`: shipped with Vigil.

Read docs/use/witness.md, names.md and bear-witness.md.
"""
