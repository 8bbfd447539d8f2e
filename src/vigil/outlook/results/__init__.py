"""Results of closed rounds and final panels: pooled, scored, drawn and published."""
