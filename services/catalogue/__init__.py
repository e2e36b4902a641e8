"""The catalogue: council innovations, the bodies behind them, and finding them."""
