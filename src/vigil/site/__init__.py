"""Settings, addresses, base templates, design tokens, sign-in."""
