"""The case screen and its acts; its documents; lists of all cases and decisions."""
