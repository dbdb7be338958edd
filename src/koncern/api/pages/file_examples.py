"""Examples of what is answered about files."""

from typing import Any

from koncern.api.organisations import files
from koncern.api.organisations.files import FileList
from koncern.companies import PrintedFile

FILE = "01990b8e-cb6b-7d10-9c4e-2f3a4b5c6d7e"
NAME = "contract-2026.pdf"

ID_UNDER = {"files": FILE}
"""The example of an id in a path, by what stands before it."""


def answers(app: str, company: str, moment: str) -> dict[Any, dict[str, Any]]:
    """Return a whole answer of each kind that is shown."""
    file = {
        "app_id": app,
        "checksum": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "content_type": "application/pdf",
        "created_at": moment,
        "custom_fields": files.EXAMPLE["custom_fields"],
        "filename": NAME,
        "id": FILE,
        "size": 146515,
        "updated_at": moment,
        "url": f"/api/v1/{app}/organisations/{company}/files/{FILE}/content",
    }
    return {
        PrintedFile: file,
        FileList: {"files": [file], "pagination": {"after": "AZkLjlprfRCcTi86S1xtfg"}},
    }
