"""The practice room (B16): simulated patients with something on their mind, who open up only to who deserves it. Pure."""
