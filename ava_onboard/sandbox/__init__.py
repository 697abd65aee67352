"""The embedded world: Vapi and Ava as real HTTP servers on loopback, for the demo, the tests and the pictures.

Nothing is imported here, so that naming the package costs nothing. Start with `ava_onboard.sandbox.world.World`.
"""
