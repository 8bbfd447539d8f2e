"""Which accounts describe one attack: the machine's proposals, people's judgements."""
