"""Configuration: one table of options, read from YAML, environment and flags."""
