"""The pages and screens of the outlook."""
