"""The log between the stages: one interface, an embedded SQLite file, and Kafka."""
