"""What closed rounds and final panels come to: pooled, scored, drawn, published."""
