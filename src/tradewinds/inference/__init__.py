"""How posteriors are drawn; knows nothing of tariffs."""
