"""What happens along the path that was asked about, and where it leaves what was seen."""
