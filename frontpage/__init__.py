"""What leads the front page, and where everything else stands on it."""
