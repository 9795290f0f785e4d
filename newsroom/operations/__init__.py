"""What an operator sees of the running paper: readings, faults, log lines, metrics, reports to Sentry."""
