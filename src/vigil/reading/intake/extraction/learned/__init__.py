"""What the extractor has learnt from labelled reports: linear models over named features."""
