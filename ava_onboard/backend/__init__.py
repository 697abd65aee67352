"""A deployable Ava settings endpoint: sign-in, and one encrypted Vapi key per tenant.

Importing the package loads nothing. Start with `ava_onboard.backend.api.app.create_app`.
"""

from ava_onboard import environment

environment.refuse_plugins()  # here, because a server may start any module of the package
