"""The parts of `vigil train`: extraction models, and labels from the desk."""
