"""Words put together as the language of the page does it."""
