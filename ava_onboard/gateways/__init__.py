"""One outside thing each: Vapi, Ava, the keyring, the journal, the browser, the clipboard."""
