"""Deliveries and transports: web, email, SMS, out and in. Sends nothing past the gate."""
