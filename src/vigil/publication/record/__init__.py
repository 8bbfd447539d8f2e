"""The public record: its tables, how they follow the case file, its words and counts."""
