"""Write a report, publish it as a frozen edition, correct an edition."""
