"""Decide who may do what, and keep the one log of decisions. All Django rooms use it.

- `rooms`: what a room offers to the others (`Room`), and `house`, which asks all rooms.
- `decisions`: `verbs.require` checks a permission; `verbs.record` writes a `Decision` in the same
  transaction. There is no second audit log.
- `consent`: who agreed to what, and until when. `protection`: how much of a person is shown.
- `confirmations`: acts that take two people. One asks, another confirms what did not change.
- `people` and `sessions`: accounts, roles, sign-in links, sessions and the lockdown.
- `vault`: values that only named people may read, encrypted to a key outside the database.
- `uploads`: files of people, rebuilt without metadata (`vigil.files`).
- `outbox`: sends every letter. A letter that decides something waits for a person.
- `requests` and `public_forms`: what the public asks, and which forms are open.
- `withdrawals`: one act over all rooms. Each room has keepers, which find what it holds of a person
  and withdraw it. A test fails for a model without a keeper. `write_lock`: a withdrawal waits until
  no other change runs.

Read docs/operate/security.md, outbox.md and uploads.md.
"""
