"""``python -m cmtool``."""

from __future__ import annotations

from cmtool.cli import main

if __name__ == "__main__":
    main()
