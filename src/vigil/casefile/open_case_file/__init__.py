"""The starting record: 67 documented killings, compiled from published sources.

`cases.jsonl` holds one case a line. `README.md` beside it says where the facts come from and what
each field means. `verbs` loads them.
"""
