"""Put tasks on the queue, do them, and take turns at duties."""
