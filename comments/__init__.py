"""The readers' conversation: comments, the rules that screen them, the moderators who answer for them."""
