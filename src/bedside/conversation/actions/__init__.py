"""The verbs of the room: each is one transaction that announces its facts, and delivers after its commit."""
