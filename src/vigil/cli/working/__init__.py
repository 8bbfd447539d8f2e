"""What `vigil work` does: duties, tasks of the queue, and the loop that takes turns at them."""
