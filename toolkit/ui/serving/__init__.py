"""How the app stands among strangers: who asks, what is refused, what a visitor may use up."""
