"""Write and review safety plans, handle incidents, answer prompts about cases."""
