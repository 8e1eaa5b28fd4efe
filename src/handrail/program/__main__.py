"""`python -m handrail.program schemas` writes the JSON Schemas; `... lock [PACK]` writes `editions.lock` of a pack.

Locking is a decision: finished audits name the edition they used, so it changes only on purpose.
"""

from __future__ import annotations

import sys

from handrail.program.loader import pack_folder
from handrail.program.lock import write_lock
from handrail.program.schemas import write_schemas

match sys.argv[1:]:
    case ["schemas"]:
        write_schemas()
    case ["lock", *packs]:
        for pack in packs or ["ca-ab"]:
            write_lock(pack_folder(pack))
    case _:
        sys.exit(__doc__)
