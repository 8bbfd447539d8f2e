"""A draft as a .docx file, and what comes back of it."""
