"""Put words and marks together by the rules of the page's language."""
