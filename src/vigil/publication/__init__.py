"""Show the public record: pages, map, figures, API, files, feed and search.

- `projecting` makes the public row of a case from what the policy allows, or removes it, in the
  transaction of each change. All outputs read these rows; the page of one case is made from the
  case file by the same rules.
- `selection` alone says which cases a URL means, and counts them in `columns`. So every view is a
  link, every link is a download, and all totals agree.
- `beside`, `announcing`, `standing` and `naming` are registries. Rooms above register what they
  offer, because rooms on one floor do not import each other.

Read docs/use/api.md and docs/decisions/2026-11-25-public-record.md.
"""
