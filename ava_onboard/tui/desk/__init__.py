"""The support desk in full screen. Only its command imports it: the customer's app does not pay for it."""
