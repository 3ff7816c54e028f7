"""Energy on screen: the portfolio of alerts, the file of one, and the meters."""
