"""Implement the ports of `onboarding`: HTTP services, secret stores, files, the desktop, doctor's probes."""
