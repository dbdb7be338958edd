"""Access: who asks, and what they may.

Machines are *credentials* (a client id, a secret, scopes); people are signed-in
users with an access token. Both become an `Actor`; other packages ask `require` or
`sees_all` what it may do.
"""

from koncern.access.credentials import (
    CredentialRefused,
    app_of,
    create_credential,
    list_credentials,
    recognise_credential,
    revoke_credential,
)
from koncern.access.rights import (
    CredentialNeeded,
    ScopeLacking,
    UserNeeded,
    require,
    sees_all,
)
from koncern.access.tokens import (
    SessionEnded,
    TokenRefused,
    issue_token,
    make_signing_key,
    public_keys,
    recognise_token,
)

__all__ = [
    "CredentialNeeded",
    "CredentialRefused",
    "ScopeLacking",
    "SessionEnded",
    "TokenRefused",
    "UserNeeded",
    "app_of",
    "create_credential",
    "issue_token",
    "list_credentials",
    "make_signing_key",
    "public_keys",
    "recognise_credential",
    "recognise_token",
    "require",
    "revoke_credential",
    "sees_all",
]
