"""Judge pairs of accounts; write the proposals and doubts of the machine."""
