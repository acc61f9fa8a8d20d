"""How conversations were led: scorecards, reviews by people, appeals, equality, support, the practice room (B08–B16, B23)."""
