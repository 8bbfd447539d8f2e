"""Show the public record: pages, map, figures, API, files, feed and search.

- `record.projection` writes the public row of a case from what the policy allows, or removes it, in
  the transaction of each change. All outputs read these rows. Only the page of one case reads the
  case file (`cases.page`), by the same rules (`policy.disclosure`).
- `search.selection` decides which cases an address means, and counts them in `record.columns`. So
  lists, maps, figures, files and the API agree.

Rooms above add things here, because rooms on one floor do not import each other. These are the
points, which a room names in the `adds` of its `room.py`:

| point | what a room adds |
|---|---|
| `pages.sitemap.SITEMAP` | pages that search engines may list |
| `pages.announcements.ANNOUNCED` | a function that finds an event or a session by its path |
| `pages.citable.CITABLE` | a function that finds a page that may be cited by its path |
| `cases.added_links.LINKS_OF_CASE` | links for the page of a case |
| `cases.people_pages.PAGES_OF_PEOPLE` | the addresses of the pages of people in a case |
| `policy.names_in_texts.NAME_READERS` | how to find the people that a text names |
| `api.openapi.APIS` | an API, for the one OpenAPI document |

Read docs/use/api.md and docs/decisions/2026-11-25-public-record.md.
"""
