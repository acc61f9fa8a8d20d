"""`python -m bedside.cli`: how the supervisor starts its processes."""

from bedside.cli.commands import main

main()
