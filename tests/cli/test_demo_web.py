"""`demo --web`: the settings page in the browser, with simulated services."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from ava_onboard.sandbox import samples
from tests.cli.program import environment

COMMAND = "ava-onboard demo --web"

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signal to one process"),
]


def test_it_opens_the_settings_page_and_names_the_account_and_the_keys(tmp_path: Path) -> None:
    opened, browser = tmp_path / "opened", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{opened}"\n')
    browser.chmod(0o700)
    variables = environment(AVA_ONBOARD_HOME=str(tmp_path / "home"), BROWSER=f"{browser} %s", DISPLAY=":0")
    command = [sys.executable, "-m", "ava_onboard", *COMMAND.split()[1:], "--lang", "fr"]
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            printed = process.stdout.readline()
            while "Ctrl+C" not in printed:
                line = process.stdout.readline()
                assert line
                printed += line
            while not opened.exists() or not opened.read_text().strip():
                assert process.poll() is None
                os.sched_yield()
            address = opened.read_text().strip()
            assert address in printed
            assert samples.ACCOUNT_PASSWORD in printed
            assert samples.KEYS["public"] in printed
            assert "La page des paramètres d’Ava" in printed
            page = httpx.get(address, follow_redirects=True, headers={"Accept-Language": "fr"})
            assert "Se connecter à Ava" in page.text
            process.send_signal(signal.SIGINT)
            rest, errors = process.communicate(timeout=30)
            assert (process.returncode, rest, errors) == (0, "", "")
        finally:
            process.kill()
    assert not (tmp_path / "home").exists()
