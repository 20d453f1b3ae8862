"""Django's own command line, with the embedded database running; `kentongan` is the one for people."""

import os
import sys

from kentongan.config import embedded

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.config.settings")
    if embedded.is_embedded():
        embedded.start()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
