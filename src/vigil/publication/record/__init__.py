"""The tables of the public record: how they follow the case file, their labels and totals."""
