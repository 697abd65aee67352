"""The situation code: six symbols that a customer reads out, from which the support desk draws their screen.

It holds no secret, no name and no part of a key. ``scenes`` says what it can hold, ``coding`` turns that into a number
and back, ``symbols`` the number into six symbols, ``spelling`` and ``reading`` read what was heard.
"""
