"""What the windows and the command line both call."""
