"""Put the rooms together: settings, URLs, base templates, design tokens, sign-in."""
