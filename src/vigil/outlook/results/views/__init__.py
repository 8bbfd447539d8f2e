"""Show the public results of panels, and to experts the results of a closed round."""
