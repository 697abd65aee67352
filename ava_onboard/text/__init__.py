"""The sentences that screens, commands and line mode have in common, each once.

A sentence that states something is a ``Line``: a sign, a tone and words. The app gives the tone a colour
(``tui.widgets.lines``); commands and line mode print it with ``line.plain``. No decision is made here.
"""
