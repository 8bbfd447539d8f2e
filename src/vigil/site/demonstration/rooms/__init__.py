"""What a demonstration shows of each room: one module a room, with a function `fill`.

`fill` takes the world (`world.DemoWorld`) as the rooms before it left it, and calls the public
verbs of its room, never rows: so every rule holds for what is invented too. It is the same each
time, but for days, which are counted from today.
"""
