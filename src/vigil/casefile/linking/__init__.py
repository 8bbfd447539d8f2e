"""Which accounts describe one attack: proposals of the machine, judgements of people."""
