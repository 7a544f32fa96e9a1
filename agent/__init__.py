"""What every stage of Rasid shares: records, configuration, log, state, runtime, metrics, command line."""

__version__ = "0.1.0"
