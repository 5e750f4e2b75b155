"""What a hand can be made of, and how each material looks."""
