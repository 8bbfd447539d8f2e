"""Write, review, publish and withdraw campaigns; follow the record."""
