"""The people of an assessment: sheets of experts, seats, conflicts of interest, second readers."""
