"""What stories and campaigns share, as works that editors write, review and publish.

- `models`, `changes`: the row of a work, and how each change begins and is recorded.
- `drafts`, `pages`: reading and writing the Wagtail pages that hold the words.
- `review`: from draft to readers and back. `keeper`: the withdrawal of a person.
- `rows`: digests of public rows, which names use too.
- `languages`, `cards`, `feed`, `sitemap`, `citable`: what readers and other rooms get.
- `screens`: the desk.
"""
