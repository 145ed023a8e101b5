"""Preference pairs and SFT rows from scored answers."""
