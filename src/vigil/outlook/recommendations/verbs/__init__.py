"""Record responses; write, publish and follow up recommendations."""
