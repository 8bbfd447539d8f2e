"""The JSON API, version 1: the public record for programs. Addresses are in `operations`."""
