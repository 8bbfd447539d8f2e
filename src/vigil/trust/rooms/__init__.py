"""What a room of the house offers to the others, and how others ask for it.

Each Django app of ours has one `ROOM` in its `room.py`. The settings list the apps, lowest floor
first (`ROOMS`); `house.rooms()` returns their rooms in that order, and nothing else is registered
anywhere. To offer something new to a room below, find its `Point` or `Event` there and add it in
`room.py`.
"""
