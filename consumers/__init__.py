"""From articles to alerts: text, identity, extraction, resolution of reports into events, and alert rules."""
