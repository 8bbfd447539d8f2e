"""What every address of ours answers: to whom, by which method, in which state of what it names.

`rows` says how a row is read, `worlds` how a state is made; then one module a room, with its rows
and the states of what its addresses name; `table` puts them together. `tests/site/test_routes.py`
asks it all. CONTRIBUTING.md says how a new route gets its row.
"""
