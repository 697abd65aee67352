"""What Ava sends and receives, as pydantic models: one description for the client, the backend and its `verify`.

The models are frozen and strict, ignore fields they do not know, and show no key, token or password when printed.
Ava servers answer in two forms, the documented and the deployed one; the models read both.
"""
