"""What every stage of Rasid shares: records, configuration, the log, state, the runtime, metrics and the command line."""

__version__ = "0.1.0"
