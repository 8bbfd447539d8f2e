"""Pages of keys: typing one, and making one."""
