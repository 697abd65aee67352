"""The Ava settings endpoint for real: sign-in, and one encrypted Vapi key for each tenant.

Nothing is imported here, so that naming the package costs nothing. Start with `ava_onboard.backend.api.app.create_app`.
"""
