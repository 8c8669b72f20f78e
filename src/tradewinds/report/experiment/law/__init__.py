"""From acts of law to duties paid."""
