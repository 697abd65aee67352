"""Let pages show the pictures of `screenshots/`, which lie outside of the documentation's folder."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

PICTURES = Path(__file__).parents[1] / "screenshots"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pictures as if they lay in the documentation's folder."""
    for picture in sorted((*PICTURES.glob("*.png"), *PICTURES.glob("*.svg"))):
        files.append(File.generated(config, f"screenshots/{picture.name}", abs_src_path=str(picture)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Point to where the pictures are on the site; in the repository they are one folder further up."""
    return markdown.replace("../../screenshots/", "../screenshots/")
