"""Pages, files and feeds of the public record. They read; nothing here writes but a request."""
