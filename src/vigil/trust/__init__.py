"""Decide who may do what, and keep the one record of what was decided. All Django rooms use it.

- `domain.decisions`: `require` asks the rules of a room; `record` writes a `Decision` and refuses
  outside a transaction. There is no second audit log.
- `domain.consenting`: who agreed to what, and until when. `domain.protecting`: how much of a
  person is shown, and to whom.
- `domain.confirming`: acts that take two people. One asks, another confirms what did not change.
- `domain.vault`: values that only named people may read, encrypted to a key outside the database.
- `uploads`: known by their content, rebuilt without metadata in a limited process.
- `domain.outbox`: sends every letter. A letter that decides something waits for a person.
- `domain.withdrawing`: one act over all rooms. Each room registers a keeper (`keepers`), which
  finds what the room holds of a person and removes it from the public. A test fails for a model
  without a keeper.
- `domain.turns`: every change takes part in writing; a withdrawal waits until no other change
  runs.

Read docs/operate/security.md, outbox.md and uploads.md.
"""
