"""Send, moderate, translate and withdraw messages."""
