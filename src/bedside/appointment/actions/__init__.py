"""What can be done with seats. Each verb is a command at the counter (counter.py), stored with its facts."""
