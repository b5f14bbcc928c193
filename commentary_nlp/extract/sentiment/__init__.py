"""How positive a text is, as a whole and towards a target, and how sure that is: scorers, and what is made of them."""
