"""What the tests of signing in share."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
