"""A real browser for the tests of the review page, and what they do with it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMEDRIVER = shutil.which("chromedriver")
REASON = "chromium and chromedriver are not installed (Debian: apt-get install chromium chromium-driver)"
needs_browser = pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason=REASON)
PAGE_LOAD_SECONDS = 30
SWITCHES = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1400,900")


class Page:
    """A page in a browser."""

    def __init__(self, driver: Any, path: Path) -> None:
        self.driver = driver
        self.address = path.resolve().as_uri()

    def open(self, fragment: str = "") -> None:
        """Loads the page anew, at a fragment of its address."""
        from selenium.common.exceptions import TimeoutException

        try:
            self._load(fragment)
        except TimeoutException:
            # Chromium's process for a tab hangs at times on a busy machine: a new tab has another.
            self.driver.switch_to.new_window("tab")
            self._load(fragment)

    def _load(self, fragment: str) -> None:
        self.driver.get("about:blank")
        self.driver.get(self.address + fragment)

    def press(self, *keys: str) -> None:
        """Presses keys, one after another."""
        from selenium.webdriver.common.action_chains import ActionChains

        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns."""
        return self.driver.execute_script(script, *arguments)

    def all(self, selector: str) -> list[Any]:
        """The elements, which may be none."""
        return list(self.driver.find_elements("css selector", selector))

    def one(self, selector: str) -> Any:
        """The element."""
        return self.driver.find_element("css selector", selector)

    def texts(self, selector: str) -> list[str]:
        """The texts of elements as they are, hidden ones too."""
        return [element.get_attribute("textContent") for element in self.all(selector)]

    def fill(self, name: str, value: str) -> None:
        """Sets a field as a person would, and lets the page take notice."""
        script = (
            "const node = document.getElementsByName(arguments[0])[0]; const text = arguments[1];"
            "if (node.type === 'checkbox') node.checked = text === 'yes'; else node.value = text;"
            "for (const kind of ['input', 'change']) node.dispatchEvent(new Event(kind, { bubbles: true }));"
        )
        self.run(script, name, value)
        self.wait("return true", pause=0.3)

    def wait(self, script: str, *, pause: float = 0.0) -> None:
        """Waits until a script returns a true value."""
        import time

        from selenium.webdriver.support.ui import WebDriverWait

        time.sleep(pause)
        WebDriverWait(self.driver, 20).until(lambda driver: driver.execute_script(script))

    def requests(self) -> list[str]:
        """The addresses that were asked for since the last call, the page's own apart."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        asked = [each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"]
        return [url for url in asked if url.split("#")[0] != self.address and not url.startswith(("about:", "blob:"))]

    def complaints(self) -> list[str]:
        """What the browser's console said, such as of a script that was refused."""
        return [entry["message"] for entry in self.driver.get_log("browser")]


@contextmanager
def browser(downloads: Path) -> Iterator[Any]:
    """A headless Chromium that saves files into a folder."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for switch in SWITCHES:
        options.add_argument(switch)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(CHROMEDRIVER)))
    driver.set_page_load_timeout(PAGE_LOAD_SECONDS)
    try:
        yield driver
    finally:
        driver.quit()
