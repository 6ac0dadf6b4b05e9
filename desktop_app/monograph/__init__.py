"""The narrow waist: what every importer produces and every reader consumes. Pure data and pure functions."""
