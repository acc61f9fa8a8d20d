"""Intake forms: a department asks before the visit, the answers are handed to the doctor. They collect and never diagnose."""
