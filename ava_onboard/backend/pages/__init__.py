"""The settings page in the browser: sign in, see how the key is, check, save and delete it.

Rendered here and complete without JavaScript. It shows the texts of the client, so that a sentence is written once;
only this package of the backend may import them, and Jinja2.

`routes` adds the pages to the application, `visit` is one request with its session, its form and its language, `forms`
tells whether a form comes from this page, `rendering` fills the templates, `card` says what is known of the key.
"""
