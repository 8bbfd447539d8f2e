"""What the outlook keeps."""
