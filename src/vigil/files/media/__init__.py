"""Sound and video, rebuilt stream by stream without metadata."""
