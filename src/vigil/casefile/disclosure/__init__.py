"""What of a case may be public: the publication policy, withheld words, holds."""
