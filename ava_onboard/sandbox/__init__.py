"""The sandbox: Vapi and Ava as real HTTP servers on loopback, for the demo, the tests and the pictures.

Importing the package loads nothing. Start with `ava_onboard.sandbox.world.World`.
"""
