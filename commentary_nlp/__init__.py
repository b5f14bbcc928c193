"""Market commentary in, structured trade ideas and an honest score out.

The public face: names only. Everything is imported on first use, so that `import commentary_nlp` is light.
"""

from __future__ import annotations

__version__ = "0.5.0"
