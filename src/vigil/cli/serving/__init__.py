"""The server of `vigil up` and `vigil serve`: connections, lanes, large requests, processes."""
