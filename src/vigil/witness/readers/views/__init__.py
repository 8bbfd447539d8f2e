"""The pages behind private links, and the screen of readers at the desk."""
