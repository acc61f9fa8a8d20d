"""Measurements of Bedside, each with a limit or a peer measured in the same run. Run `bin/bench --list`."""
