"""Public results of panels, and what experts see of a closed round."""
