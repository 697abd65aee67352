"""The support desk: what an agent says, asks and does about a code, and what they have heard.

``script`` reads ``desk.json``, ``call`` follows one call through it, ``redaction`` recognises what must not be noted.
"""
