"""Everyone who signs in: users, their roles and how they come in."""
